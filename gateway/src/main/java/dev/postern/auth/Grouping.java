package dev.postern.auth;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.MailAddress;
import dev.postern.mail.MailAddresses;
import dev.postern.mailbox.AccountId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Moves accounts out of default workspaces into those that gather the accounts of their domains,
/// in the background (spec/api-admin.md section 3.4). Safe for concurrent use.
public final class Grouping {
  private static final Logger log = LoggerFactory.getLogger(Grouping.class);
  private static final Duration BETWEEN = Duration.ofMinutes(1);
  private static final int AT_ONCE = 500;

  private final WorkspaceStore store;
  private final GrantStore grants;
  private final InstantSource clock;
  private final Executor workers;
  // When each application may ask again; of those that may, no more is known.
  private final Map<UUID, Instant> turns = new HashMap<>();

  /// Groups the accounts of these stores.
  ///
  /// @param workers each job blocks: a virtual thread each
  public Grouping(WorkspaceStore store, GrantStore grants, InstantSource clock, Executor workers) {
    this.store = store;
    this.grants = grants;
    this.clock = clock;
    this.workers = workers;
  }

  /// Begins to group the accounts of an application.
  ///
  /// @param after only accounts made later
  /// @param domain only addresses of this one
  /// @return names the job
  /// @throws GatewayException with INVALID, or THROTTLED if one was begun a minute ago or less
  public UUID begin(UUID application, Optional<Instant> after, Optional<String> domain) {
    Optional<String> only =
        domain.map(text ->
            Workspaces.parsed(text)
                .orElseThrow(() ->
                    new GatewayException(
                        Fault.INVALID, "specific_domain must be a name such as example.com")));
    takeTurn(application);
    UUID job = UUID.randomUUID();
    workers.execute(() -> run(job, application, after, only));
    return job;
  }

  private synchronized void takeTurn(UUID application) {
    Instant now = clock.instant();
    turns.values().removeIf(turn -> !now.isBefore(turn));
    Instant turn = turns.putIfAbsent(application, now.plus(BETWEEN));
    if (turn != null) {
      throw GatewayException.throttled(
          "accounts can be grouped once a minute", Duration.between(now, turn));
    }
  }

  private void run(UUID job, UUID application, Optional<Instant> after, Optional<String> only) {
    try {
      Map<String, UUID> gathering =
          store.workspaces(application).stream()
              .filter(Workspace::autoGroup)
              .filter(found -> only.isEmpty() || only.equals(found.domain()))
              .collect(Collectors.toMap(found -> found.domain().orElseThrow(), Workspace::id));
      Predicate<Grant> wanted =
          grant -> after.filter(from -> !grant.createdAt().isAfter(from)).isEmpty();
      int moved = gather(application, gathering, wanted);
      log.info("auto-group {}: {} accounts moved", job, moved);
    } catch (GatewayException e) {
      log.warn("auto-group {} ended early: {}", job, e.text());
    }
  }

  private int gather(UUID application, Map<String, UUID> gathering, Predicate<Grant> wanted) {
    UUID home = grants.applications().application(application).orElseThrow().defaultWorkspaceId();
    int moved = 0;
    Optional<AccountId> last = Optional.empty();
    do {
      List<Grant> page = store.members(home, last, AT_ONCE);
      Map<UUID, Set<UUID>> moving = new HashMap<>();
      for (Grant grant : page) {
        UUID target = gathering.get(domain(grant));
        if (target != null && wanted.test(grant)) {
          moving.computeIfAbsent(target, _ -> new LinkedHashSet<>()).add(grant.id());
        }
      }
      for (Map.Entry<UUID, Set<UUID>> move : moving.entrySet()) {
        moved += store.gather(application, move.getKey(), move.getValue(), clock.instant());
      }
      last = page.size() < AT_ONCE ? Optional.empty() : Optional.of(page.getLast().account());
    } while (last.isPresent());
    return moved;
  }

  private static String domain(Grant grant) {
    return MailAddresses.parse(grant.email()).map(MailAddress::domain).orElse("");
  }
}

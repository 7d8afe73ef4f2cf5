package dev.postern.auth;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.MailAddresses;
import dev.postern.mailbox.AccountId;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// Grants in a map.
final class MemoryGrantStore implements GrantStore {
  private final Map<UUID, Grant> grants = new LinkedHashMap<>();
  private final Map<UUID, Credentials> credentials = new LinkedHashMap<>();
  private final MemoryApplications applications = new MemoryApplications();

  @Override
  public ApplicationStore applications() {
    return applications;
  }

  @Override
  public synchronized Grant create(NewGrant made) {
    if (grantOf(made.canonicalAddress()).isPresent()) {
      throw new GatewayException(Fault.ALREADY_EXISTS, "the address has an account");
    }
    var grant =
        new Grant(
            UUID.randomUUID(),
            new AccountId(grants.size() + 1),
            made.application().id(),
            made.workspace(),
            made.email(),
            made.name(),
            made.credentials().isPresent(),
            false,
            made.now(),
            made.now());
    grants.put(grant.id(), grant);
    made.credentials().ifPresent(stored -> credentials.put(grant.id(), stored));
    return grant;
  }

  @Override
  public synchronized Optional<Grant> grant(UUID id) {
    return Optional.ofNullable(grants.get(id));
  }

  @Override
  public synchronized Optional<Grant> grantOf(String canonicalAddress) {
    return grants.values().stream()
        .filter(grant ->
            MailAddresses.parse(grant.email()).orElseThrow().canonical().equals(canonicalAddress))
        .findFirst();
  }

  @Override
  public synchronized Optional<Grant> grantOf(AccountId account) {
    return grants.values().stream().filter(grant -> grant.account().equals(account)).findFirst();
  }

  @Override
  public synchronized Optional<Grant> oldestIn(String domain) {
    return grants.values().stream()
        .filter(grant -> grant.email().endsWith("@" + domain))
        .min(Comparator.comparing(Grant::createdAt));
  }

  @Override
  public synchronized List<Grant> grants(GrantQuery query) {
    return List.copyOf(grants.values());
  }

  @Override
  public synchronized Set<AccountId> stopped() {
    return grants.values().stream()
        .filter(Grant::blocked)
        .map(Grant::account)
        .collect(Collectors.toSet());
  }

  @Override
  public synchronized long count(UUID application) {
    return grants.values().stream()
        .filter(grant -> grant.applicationId().equals(application))
        .count();
  }

  @Override
  public synchronized Optional<Credentials> credentials(UUID grant) {
    return Optional.ofNullable(credentials.get(grant));
  }

  @Override
  public synchronized Grant update(UUID id, GrantChange change, Instant now) {
    Grant old = grant(id).orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "no grant"));
    var updated =
        new Grant(
            id,
            old.account(),
            old.applicationId(),
            change.workspace().orElse(old.workspaceId()),
            old.email(),
            change.name().orElse(old.name()),
            old.hasAppPassword() || change.credentials().isPresent(),
            change.blocked().orElse(old.blocked()),
            old.createdAt(),
            now);
    grants.put(id, updated);
    change.credentials().ifPresent(stored -> credentials.put(id, stored));
    return updated;
  }

  @Override
  public synchronized Grant delete(UUID id, Instant now) {
    Grant old = grant(id).orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "no grant"));
    grants.remove(id);
    credentials.remove(id);
    return old;
  }
}

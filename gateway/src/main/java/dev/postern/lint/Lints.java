package dev.postern.lint;

import dev.postern.fault.GatewayException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Notices what clients do wrong. Costs next to nothing where it happens: what was noticed is
/// gathered here and written a few seconds later, all at once. Never fails anything; under a flood
/// some is forgotten. Thread-safe.
public final class Lints implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Lints.class);
  private static final int MOST_GATHERED = 10_000;
  private static final int MOST_OF_ACCOUNT = 1_000;
  private static final Duration GATHERING = Duration.ofSeconds(2);

  private record Key(Optional<UUID> account, String source, LintKind kind) {}

  private final LintStore store;
  private final InstantSource clock;
  private Map<Key, Lint> gathered = new HashMap<>();

  /// Keeps them in `store`.
  public Lints(LintStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /// Writes what is gathered every few seconds from now on.
  public void start(ScheduledExecutorService timer, Executor workers) {
    long every = GATHERING.toMillis();
    var _ =
        timer.scheduleWithFixedDelay(
            () -> workers.execute(this::write), every, every, TimeUnit.MILLISECONDS);
  }

  /// Notices something.
  ///
  /// @param account id of the agent's grant, if it is known
  /// @param source the device's name, else the client's address
  public void notice(Optional<UUID> account, String source, LintKind kind) {
    Instant now = clock.instant();
    Key key = new Key(account, source, kind);
    synchronized (this) {
      Lint before = gathered.get(key);
      if (before != null) {
        gathered.put(key, before.again(now));
      } else if (gathered.size() < MOST_GATHERED) {
        gathered.put(key, new Lint(account, source, kind, now, now, 1));
      }
    }
  }

  /// Writes what is gathered now.
  public void write() {
    Map<Key, Lint> noticed;
    synchronized (this) {
      noticed = gathered;
      gathered = new HashMap<>();
    }
    if (noticed.isEmpty()) {
      return;
    }
    try {
      store.add(List.copyOf(noticed.values()), MOST_OF_ACCOUNT);
    } catch (GatewayException e) {
      log.warn("{} lints are lost: {}", noticed.size(), e.text());
    }
  }

  /// Returns the lints of an application, the last noticed first.
  ///
  /// @param unknown whether those of clients that nobody knows come too
  public List<Lint> of(UUID application, boolean unknown, int limit, int offset) {
    return store.lints(application, unknown, limit, offset);
  }

  /// Writes what is gathered.
  @Override
  public void close() {
    write();
  }
}

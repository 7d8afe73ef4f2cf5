package dev.postern.domains;

import dev.postern.fault.GatewayException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Checks the records of all domains again and again, so that a domain goes live by itself and its
/// keys are replaced in time: every half minute in the hour after a person changed something, then
/// every hour.
public final class Recheck {
  private static final Logger log = LoggerFactory.getLogger(Recheck.class);
  private static final Duration TICK = Duration.ofSeconds(30);
  private static final Duration EAGER = Duration.ofHours(1);
  private static final Duration USUAL = Duration.ofHours(1);
  // What is left waits for the next round, the longest unchecked first.
  private static final int MOST = 50;

  private final DomainStore store;
  private final Hosting hosting;
  private final Verifier verifier;
  private final InstantSource clock;
  private final AtomicBoolean running = new AtomicBoolean();

  /// Checks the domains of `hosting`.
  public Recheck(DomainStore store, Hosting hosting, Verifier verifier, InstantSource clock) {
    this.store = store;
    this.hosting = hosting;
    this.verifier = verifier;
    this.clock = clock;
  }

  /// Starts.
  ///
  /// @param timer only starts the work
  /// @param workers do it: it blocks while the DNS is asked
  public void start(ScheduledExecutorService timer, Executor workers) {
    timer.scheduleWithFixedDelay(
        () -> workers.execute(this::tick), 1, TICK.toSeconds(), TimeUnit.SECONDS);
  }

  /// Does one round, unless one is still running.
  void tick() {
    if (!running.compareAndSet(false, true)) {
      return;
    }
    try {
      Instant now = clock.instant();
      List<HostedDomain> due =
          store.all().stream()
              .filter(hosting::isUsed)
              .filter(domain -> isDue(domain, now))
              .sorted(Comparator.comparing(Recheck::checkedAt))
              .limit(MOST)
              .toList();
      due.forEach(this::check);
    } catch (GatewayException e) {
      log.warn("domains were not checked: {}", e.text());
    } finally {
      running.set(false);
    }
  }

  private boolean isDue(HostedDomain domain, Instant now) {
    if (domain.isOffline() || (domain.isConfigured() && !verifier.isPublic())) {
      return false;
    }
    boolean eager = now.isBefore(domain.changedAt().plus(EAGER));
    Duration pause = eager ? TICK.minusSeconds(5) : USUAL;
    return !now.isBefore(checkedAt(domain).plus(pause));
  }

  private static Instant checkedAt(HostedDomain domain) {
    return domain.findings().values().stream()
        .map(Finding::checkedAt)
        .max(Comparator.naturalOrder())
        .orElse(Instant.EPOCH);
  }

  private void check(HostedDomain domain) {
    try {
      HostedDomain checked = verifier.check(domain, EnumSet.allOf(Proof.class));
      hosting.keyring().rotateIfDue(checked);
      hosting.refresh(checked);
      if (checked.live() && !domain.live()) {
        log.info("domain {} is live", domain.address());
      }
    } catch (GatewayException e) {
      log.warn("domain {} was not checked: {}", domain.address(), e.text());
    } catch (RuntimeException e) {
      // It would be the first one again and again, and keep those behind it from being checked.
      log.error("domain {} cannot be checked", domain.address(), e);
    }
  }
}

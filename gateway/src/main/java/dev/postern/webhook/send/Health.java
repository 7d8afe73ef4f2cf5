package dev.postern.webhook.send;

import dev.postern.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How a receiver is doing: after some failures in a row it is left alone for a while, so that a
/// dead one costs neither time nor a row for each event. Thread-safe.
final class Health {
  private static final int TOLERATED = 3;
  private static final Duration FIRST_REST = Duration.ofSeconds(5);
  private static final Duration LONGEST_REST = Duration.ofSeconds(60);
  private static final Duration FAILING_AFTER = Duration.ofMinutes(15);

  private int failures;
  private Instant restUntil = Instant.MIN;
  private @Nullable Instant failingSince;

  /// Notes that the receiver took something.
  ///
  /// @return the status it should have now, if it has another
  synchronized Optional<Webhook.Status> taken(Webhook webhook) {
    failures = 0;
    restUntil = Instant.MIN;
    failingSince = null;
    return webhook.status() == Webhook.Status.FAILING
        ? Optional.of(Webhook.Status.ACTIVE)
        : Optional.empty();
  }

  /// Notes that the receiver did not.
  ///
  /// @return the status it should have now, if it has another
  synchronized Optional<Webhook.Status> failed(Webhook webhook, Instant now) {
    failures++;
    if (failures >= TOLERATED) {
      Duration rest = FIRST_REST.multipliedBy(1L << Math.min(failures - TOLERATED, 4));
      restUntil = now.plus(rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST);
    }
    Instant since = failingSince == null ? now : failingSince;
    failingSince = since;
    boolean failing =
        webhook.status() == Webhook.Status.ACTIVE && !now.isBefore(since.plus(FAILING_AFTER));
    return failing ? Optional.of(Webhook.Status.FAILING) : Optional.empty();
  }

  /// Says whether the receiver is left alone now.
  synchronized boolean rests(Instant now) {
    return now.isBefore(restUntil);
  }

  /// Returns when it may be asked again; long ago if it may now.
  synchronized Instant restUntil() {
    return restUntil;
  }
}

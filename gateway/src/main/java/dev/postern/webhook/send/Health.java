package dev.postern.webhook.send;

import dev.postern.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How a receiver is doing. After some failures in a row it is left alone for a while, so that a
/// dead one costs neither time nor a row for each event; then it is asked one thing at a time until
/// it answers. Thread-safe.
///
/// A receiver that takes at most one in twenty for 15 minutes is failing (spec/api-data.md section
/// 8, item 5); one that was failing for 72 hours has failed.
final class Health {
  private static final int TOLERATED = 3;
  private static final Duration FIRST_REST = Duration.ofSeconds(5);
  private static final Duration LONGEST_REST = Duration.ofSeconds(60);
  private static final Duration LONGEST_ASKED = Duration.ofMinutes(15);
  private static final Duration FAILING_AFTER = Duration.ofMinutes(15);
  private static final int MINUTES = 15;
  private static final int BAD_PERCENT = 95;

  private final long[] minutes = new long[MINUTES];
  private final long[] good = new long[MINUTES];
  private final long[] bad = new long[MINUTES];
  private int failures;
  private Instant restUntil = Instant.MIN;
  private @Nullable Instant badSince;

  /// Notes that the receiver took something.
  ///
  /// @return the status it should have now, if it has another
  synchronized Optional<Webhook.Status> taken(Webhook webhook, Instant now) {
    failures = 0;
    restUntil = Instant.MIN;
    good[bucket(now)]++;
    if (isBad(now)) {
      return Optional.empty();
    }
    badSince = null;
    return webhook.status() == Webhook.Status.FAILING
        ? Optional.of(Webhook.Status.ACTIVE)
        : Optional.empty();
  }

  /// Notes that the receiver answered, and wants no more of something: it is there, but that is no
  /// success.
  ///
  /// @return the status it should have now, if it has another
  synchronized Optional<Webhook.Status> declined(Webhook webhook, Instant now) {
    failures = 0;
    restUntil = Instant.MIN;
    return worse(webhook, now);
  }

  /// Notes that the receiver did not take something.
  ///
  /// @param asked how long it asked to be left alone; zero if it did not
  /// @return the status it should have now, if it has another
  synchronized Optional<Webhook.Status> failed(Webhook webhook, Instant now, Duration asked) {
    failures++;
    if (failures >= TOLERATED) {
      Duration rest = FIRST_REST.multipliedBy(1L << Math.min(failures - TOLERATED, 4));
      rest(now.plus(rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST));
    }
    rest(now.plus(asked.compareTo(LONGEST_ASKED) < 0 ? asked : LONGEST_ASKED));
    return worse(webhook, now);
  }

  /// Leaves the receiver alone at least until `until`.
  synchronized void rest(Instant until) {
    restUntil = until.isAfter(restUntil) ? until : restUntil;
  }

  /// Says whether the receiver is left alone now.
  synchronized boolean rests(Instant now) {
    return now.isBefore(restUntil);
  }

  /// Returns when it may be asked again; long ago if it may now.
  synchronized Instant restUntil() {
    return restUntil;
  }

  /// Says whether it did not answer the last few times.
  synchronized boolean isDoubtful() {
    return failures >= TOLERATED;
  }

  private Optional<Webhook.Status> worse(Webhook webhook, Instant now) {
    bad[bucket(now)]++;
    Instant since = badSince == null ? now : badSince;
    badSince = since;
    if (webhook.status() == Webhook.Status.FAILING) {
      Instant end = webhook.statusUpdatedAt().plus(RetryPlan.GIVE_UP);
      return now.isBefore(end) ? Optional.empty() : Optional.of(Webhook.Status.FAILED);
    }
    boolean longEnough = !now.isBefore(since.plus(FAILING_AFTER));
    return longEnough && isBad(now) && webhook.status() == Webhook.Status.ACTIVE
        ? Optional.of(Webhook.Status.FAILING)
        : Optional.empty();
  }

  private int bucket(Instant now) {
    long minute = now.getEpochSecond() / 60;
    int at = Math.floorMod(minute, MINUTES);
    if (minutes[at] != minute) {
      minutes[at] = minute;
      good[at] = 0;
      bad[at] = 0;
    }
    return at;
  }

  private boolean isBad(Instant now) {
    long oldest = now.getEpochSecond() / 60 - MINUTES;
    for (int at = 0; at < MINUTES; at++) {
      if (minutes[at] <= oldest) {
        good[at] = 0;
        bad[at] = 0;
      }
    }
    long failed = Arrays.stream(bad).sum();
    long all = failed + Arrays.stream(good).sum();
    return all > 0 && failed * 100 >= all * BAD_PERCENT;
  }
}

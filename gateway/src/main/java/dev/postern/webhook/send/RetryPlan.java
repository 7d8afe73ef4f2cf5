package dev.postern.webhook.send;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// When a notification that was not taken is tried again.
final class RetryPlan {
  private static final List<Duration> STEPS =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          Duration.ofMinutes(15),
          Duration.ofHours(1));

  /// After this time a notification is given up and its destination has failed.
  static final Duration GIVE_UP = Duration.ofDays(3);

  private RetryPlan() {}

  /// Returns the next time.
  ///
  /// @param attempts how often it was tried, at least 1
  /// @param first when it was tried first
  /// @return empty if it is given up
  static Optional<Instant> next(int attempts, Instant first, Instant now) {
    Instant due = now.plus(STEPS.get(Math.min(attempts, STEPS.size()) - 1));
    return due.isAfter(first.plus(GIVE_UP)) ? Optional.empty() : Optional.of(due);
  }
}

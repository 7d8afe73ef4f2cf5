package dev.postern.webhook.send;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
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
  /// @param asked how long the receiver asked to wait; heeded up to an hour
  /// @return empty if it is given up
  static Optional<Instant> next(int attempts, Instant first, Instant now, Duration asked) {
    Duration step = STEPS.get(Math.min(attempts, STEPS.size()) - 1);
    Duration heeded = asked.compareTo(STEPS.getLast()) < 0 ? asked : STEPS.getLast();
    Instant due = now.plus(step.compareTo(heeded) < 0 ? heeded : step);
    return due.isAfter(first.plus(GIVE_UP)) ? Optional.empty() : Optional.of(due);
  }

  /// Reads a Retry-After field (RFC 9110 section 10.2.3): seconds, or a date.
  ///
  /// @return not negative; zero if it is neither
  static Duration asked(String text, Instant now) {
    if (text.matches("[0-9]{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      Instant at = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
      return at.isAfter(now) ? Duration.between(now, at) : Duration.ZERO;
    } catch (DateTimeException _) {
      return Duration.ZERO;
    }
  }
}

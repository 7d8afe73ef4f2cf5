package dev.postern.outbound;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/// When a recipient is tried again: after 1, 5, 15 and 30 minutes, 1 and 2 hours, then every 4
/// hours, each ±20 % so that mail that failed together does not come back together.
public final class RetrySchedule {
  private static final List<Duration> FIRST =
      List.of(
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(15),
          Duration.ofMinutes(30),
          Duration.ofHours(1),
          Duration.ofHours(2));
  private static final Duration THEN = Duration.ofHours(4);
  private static final double JITTER = 0.2;

  private final RandomGenerator random;

  /// Takes its jitter from `random`, which must be safe for concurrent use.
  public RetrySchedule(RandomGenerator random) {
    this.random = random;
  }

  /// Returns how long to wait after a failed try.
  ///
  /// @param before how many tries had failed before this one
  public Duration after(int before) {
    Duration plain = before < FIRST.size() ? FIRST.get(before) : THEN;
    double factor = 1 - JITTER + 2 * JITTER * random.nextDouble();
    return Duration.ofMillis(Math.round(plain.toMillis() * factor));
  }
}

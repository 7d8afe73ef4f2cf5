package dev.postern.api;

import java.time.Duration;
import java.time.Instant;

/// Lets so many through in a second, and as many at once after a second's rest.
final class TokenBucket {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final int rate;

  // Guarded by this. In units of which one token has as many as a second has nanoseconds.
  private long level;
  private Instant filled;

  /// Makes a full bucket.
  ///
  /// @param rate tokens in a second, and the most it holds
  TokenBucket(int rate, Instant now) {
    this.rate = rate;
    this.level = rate * SECOND;
    this.filled = now;
  }

  /// Takes a token.
  ///
  /// @return how long until there is one, if there is none; zero if it was taken
  synchronized Duration take(Instant now) {
    // A clock that was set back adds nothing, and is believed from then on.
    if (now.isAfter(filled)) {
      Duration rest = Duration.between(filled, now);
      boolean full = rest.compareTo(Duration.ofSeconds(1)) >= 0;
      level = full ? rate * SECOND : Math.min(rate * SECOND, level + rate * rest.toNanos());
    }
    filled = now;
    if (level >= SECOND) {
      level -= SECOND;
      return Duration.ZERO;
    }
    return Duration.ofNanos(Math.ceilDiv(SECOND - level, rate));
  }
}

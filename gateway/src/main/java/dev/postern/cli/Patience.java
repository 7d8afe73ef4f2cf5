package dev.postern.cli;

import java.time.Duration;
import java.util.function.Supplier;

/// Asks again what a server did not answer, or put off: for work that takes long, and that can be
/// asked twice.
final class Patience {
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final long MOST_SECONDS = 60;

  private final Duration longest;

  Patience() {
    this(LONGEST);
  }

  /// @param longest how long a server may be gone
  Patience(Duration longest) {
    this.longest = longest;
  }

  /// Returns what `call` returns.
  ///
  /// @throws CommandFailure if the server stays away, or means it
  <T> T with(Supplier<T> call) {
    Duration waited = Duration.ZERO;
    for (int attempt = 0; ; attempt++) {
      try {
        return call.get();
      } catch (Refused refused) {
        if (!refused.isTransient()) {
          throw refused;
        }
        waited = pause(waited, Math.max(refused.retryAfter(), backOff(attempt)), refused);
      } catch (Unreachable gone) {
        waited = pause(waited, backOff(attempt), gone);
      }
    }
  }

  private static long backOff(int attempt) {
    return 1L << Math.min(attempt, 3);
  }

  private Duration pause(Duration waited, long seconds, CommandFailure failure) {
    if (waited.compareTo(longest) >= 0) {
      throw failure;
    }
    Duration pause = Duration.ofSeconds(Math.min(seconds, MOST_SECONDS));
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted", e);
    }
    return waited.plus(pause);
  }
}

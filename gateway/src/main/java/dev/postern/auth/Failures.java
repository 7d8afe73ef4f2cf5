package dev.postern.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;

/// Counts failed sign-ins: delays by (address, name), bans by address. Names are never banned, so
/// nobody locks an account from elsewhere.
///
/// Bounded: what was not seen for long is forgotten first.
final class Failures {
  private static final int REMEMBERED = 50_000;
  private static final Duration FORGIVEN = Duration.ofMinutes(15);
  private static final Duration WINDOW = Duration.ofHours(24);
  private static final int[] SECONDS = {0, 0, 1, 2, 4, 8, 15};
  private static final int DIFFERENT_GUESSES = 8;

  private record Pair(Network from, String name) {}

  /// Failures of one pair since its last success.
  private static final class Streak {
    int count;
    Instant last = Instant.MIN;
    // Fingerprints of the last wrong passwords.
    final Deque<String> guesses = new ArrayDeque<>(1);
  }

  private static final class Window {
    Instant opened = Instant.MIN;
    int count;
  }

  private final Cache<Pair, Streak> streaks = Caffeine.newBuilder().maximumSize(REMEMBERED).build();
  private final Cache<Network, Window> windows =
      Caffeine.newBuilder().maximumSize(REMEMBERED).build();
  private final AuthOptions options;
  private final InstantSource clock;

  Failures(AuthOptions options, InstantSource clock) {
    this.options = options;
    this.clock = clock;
  }

  /// Says whether sign-ins from `from` are refused unseen.
  boolean banned(InetAddress from) {
    if (options.bansAfter() == 0 || exempt(from)) {
      return false;
    }
    Window window = windows.getIfPresent(Network.subscriber(from));
    if (window == null) {
      return false;
    }
    synchronized (window) {
      return window.count >= options.bansAfter() && isOpen(window);
    }
  }

  /// Counts a failure.
  ///
  /// A password that was wrong before is not counted again: that is a forgotten device, not
  /// somebody who guesses.
  ///
  /// @param guess a keyed fingerprint of the password
  /// @return how long the answer is to be held back: nothing for the first two failures, then 1, 2,
  ///   4, 8 and 15 s
  Duration failed(InetAddress from, String name, String guess) {
    Network address = Network.subscriber(from);
    Streak streak = streaks.get(new Pair(address, name), _ -> new Streak());
    boolean counted;
    int count;
    synchronized (streak) {
      counted = count(streak, guess);
      count = streak.count;
    }
    if (counted) {
      Window window = windows.get(address, _ -> new Window());
      synchronized (window) {
        if (!isOpen(window)) {
          window.opened = clock.instant();
          window.count = 0;
        }
        window.count++;
      }
    }
    return Duration.ofSeconds(SECONDS[Math.min(count, SECONDS.length) - 1]);
  }

  /// Ends the delays of a pair.
  void succeeded(InetAddress from, String name) {
    streaks.invalidate(new Pair(Network.subscriber(from), name));
  }

  private boolean count(Streak streak, String guess) {
    Instant now = clock.instant();
    if (streak.last.isBefore(now.minus(FORGIVEN))) {
      streak.count = 0;
      streak.guesses.clear();
    }
    streak.last = now;
    if (streak.guesses.contains(guess)) {
      return false;
    }
    if (streak.guesses.size() == DIFFERENT_GUESSES) {
      streak.guesses.removeFirst();
    }
    streak.guesses.addLast(guess);
    streak.count++;
    return true;
  }

  private boolean isOpen(Window window) {
    return clock.instant().minus(WINDOW).isBefore(window.opened);
  }

  private boolean exempt(InetAddress from) {
    return from.isLoopbackAddress()
        || options.exempt().stream().anyMatch(network -> network.contains(from));
  }
}

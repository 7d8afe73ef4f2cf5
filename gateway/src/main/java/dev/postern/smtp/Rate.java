package dev.postern.smtp;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.postern.auth.Network;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// How often one thing may happen for each address, or /64 of IPv6, in a window of time.
///
/// Bounded: of too many addresses, those not seen for long are forgotten. Thread-safe.
final class Rate {
  private static final int REMEMBERED = 50_000;

  private static final class Window {
    Instant opened = Instant.MIN;
    int count;
  }

  private final Cache<Network, Window> windows =
      Caffeine.newBuilder().maximumSize(REMEMBERED).build();
  private final int most;
  private final Duration length;
  private final InstantSource clock;

  /// @param most how often in one window
  Rate(int most, Duration length, InstantSource clock) {
    this.most = most;
    this.length = length;
    this.clock = clock;
  }

  /// Counts it once more.
  ///
  /// @return whether that is still allowed
  boolean take(InetAddress from) {
    Window window = windows.get(Network.subscriber(from), _ -> new Window());
    Instant now = clock.instant();
    synchronized (window) {
      if (!now.minus(length).isBefore(window.opened)) {
        window.opened = now;
        window.count = 0;
      }
      return ++window.count <= most;
    }
  }
}

package dev.postern.smtp;

import dev.postern.auth.Network;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/// How often one thing may happen for each address, or /64 of IPv6, in a window of time.
///
/// Bounded: of too many addresses, those not seen for longest are forgotten. Thread-safe, in short
/// critical sections.
final class Rate {
  private static final int REMEMBERED = 50_000;

  private static final class Window {
    Instant opened = Instant.MIN;
    int count;
  }

  /// In the order they were seen last.
  private static final class Windows extends LinkedHashMap<Network, Window> {
    private static final long serialVersionUID = 1;

    Windows() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Network, Window> eldest) {
      return size() > REMEMBERED;
    }
  }

  private final Windows windows = new Windows();
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
  synchronized boolean take(InetAddress from) {
    Window window = windows.computeIfAbsent(Network.subscriber(from), _ -> new Window());
    Instant now = clock.instant();
    if (!now.minus(length).isBefore(window.opened)) {
      window.opened = now;
      window.count = 0;
    }
    return ++window.count <= most;
  }
}

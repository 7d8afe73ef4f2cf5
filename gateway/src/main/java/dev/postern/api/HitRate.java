package dev.postern.api;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// Bounds how many hits of one tracked message are written: whoever has its links could otherwise
/// make this server write as fast as they ask.
final class HitRate {
  private static final int MOST = 120;
  private static final int KNOWN = 10_000;
  private static final Duration WINDOW = Duration.ofMinutes(1);

  // Guarded by this; in the order in which their windows began.
  private final Map<String, Window> windows = new LinkedHashMap<>();

  private record Window(Instant begin, int hits) {}

  /// Says whether one more hit is to be written.
  synchronized boolean admits(String token, Instant now) {
    Window window = windows.get(token);
    if (window == null || !window.begin().plus(WINDOW).isAfter(now)) {
      windows.remove(token);
      if (windows.size() >= KNOWN) {
        windows.remove(windows.keySet().iterator().next());
      }
      windows.put(token, new Window(now, 1));
      return true;
    }
    windows.put(token, new Window(window.begin(), window.hits() + 1));
    return window.hits() < MOST;
  }
}

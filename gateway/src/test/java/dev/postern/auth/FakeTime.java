package dev.postern.auth;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// A clock that a test moves, and that holds no answer back but remembers for how long it would.
final class FakeTime implements InstantSource, Delay {
  private final List<Duration> held = new ArrayList<>();
  private Instant now = Instant.parse("2026-03-01T12:00:00Z");

  @Override
  public synchronized Instant instant() {
    return now;
  }

  @Override
  public synchronized void hold(Duration time) {
    held.add(time);
  }

  synchronized void pass(Duration time) {
    now = now.plus(time);
  }

  /// Returns the delays so far, in seconds.
  synchronized List<Long> heldSeconds() {
    return held.stream().map(Duration::toSeconds).toList();
  }
}

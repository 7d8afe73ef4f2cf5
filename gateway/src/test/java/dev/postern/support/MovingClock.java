package dev.postern.support;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A clock that stands still until a test moves it.
public final class MovingClock implements InstantSource {
  private volatile Instant now;

  /// Makes one that shows `start`, such as `2026-11-20T12:00:00Z`.
  public MovingClock(String start) {
    this.now = Instant.parse(start);
  }

  @Override
  public Instant instant() {
    return now;
  }

  /// Lets time pass.
  public void pass(Duration time) {
    now = now.plus(time);
  }
}

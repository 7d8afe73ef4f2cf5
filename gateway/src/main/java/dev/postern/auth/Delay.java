package dev.postern.auth;

import java.time.Duration;

/// Holds back the answer to a failed sign-in; `Thread::sleep` outside tests.
@FunctionalInterface
public interface Delay {
  /// Waits on the calling virtual thread.
  ///
  /// @throws InterruptedException if the thread was told to end
  void hold(Duration time) throws InterruptedException;
}

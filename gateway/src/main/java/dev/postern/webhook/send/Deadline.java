package dev.postern.webhook.send;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Ends an exchange that takes too long by closing what it waits for.
final class Deadline implements AutoCloseable {
  private final Duration limit;
  private final long start = System.nanoTime();
  private final ScheduledFuture<?> timer;
  private AutoCloseable guarded = () -> {};
  private boolean passed;

  Deadline(ScheduledExecutorService scheduler, Duration limit) {
    this.limit = limit;
    this.timer = scheduler.schedule(this::pass, limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Guards this from now on, and nothing that was guarded before.
  ///
  /// @throws IOException if it is too late; then this is closed
  synchronized void guard(AutoCloseable next) throws IOException {
    guarded = next;
    if (passed) {
      pass();
      throw late(null);
    }
  }

  /// Returns the time that is left.
  ///
  /// @throws IOException if there is none
  synchronized Duration left() throws IOException {
    Duration left = limit.minusNanos(System.nanoTime() - start);
    if (passed || left.toMillis() <= 0) {
      throw late(null);
    }
    return left;
  }

  /// Returns what to say of a failure: the deadline's own words if it caused it.
  synchronized IOException explain(IOException failure) {
    return passed ? late(failure) : failure;
  }

  private IOException late(@Nullable IOException cause) {
    return new IOException("no answer in " + limit.toSeconds() + " s", cause);
  }

  private synchronized void pass() {
    passed = true;
    try {
      guarded.close();
    } catch (Exception _) {
      // It is being given up.
    }
  }

  @Override
  public void close() {
    boolean _ = timer.cancel(false);
  }
}

package dev.postern.retention;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes old mail at the start and then every hour, and between any two writes waits as long as
/// the first one took.
public final class RetentionWorker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RetentionWorker.class);
  private static final Duration LEAST_PAUSE = Duration.ofMillis(2);

  private final Retention retention;
  private final ScheduledExecutorService scheduler;
  private final Executor workers;
  private final AtomicBoolean running = new AtomicBoolean();
  private volatile boolean closed;
  private @Nullable ScheduledFuture<?> timer;

  /// Makes a worker that does nothing before [#start].
  ///
  /// @param scheduler is given nothing that blocks
  /// @param workers runs what blocks
  public RetentionWorker(
      Retention retention, ScheduledExecutorService scheduler, Executor workers) {
    this.retention = retention;
    this.scheduler = scheduler;
    this.workers = workers;
  }

  /// Works from now on.
  public synchronized void start() {
    timer = scheduler.scheduleWithFixedDelay(this::begin, 0, 1, TimeUnit.HOURS);
  }

  private void begin() {
    if (running.compareAndSet(false, true)) {
      workers.execute(() -> guarded(() -> step(new Sweep(retention))));
    }
  }

  private void step(Sweep sweep) {
    Optional<Duration> took = closed ? Optional.empty() : sweep.step();
    if (took.isEmpty()) {
      running.set(false);
      if (sweep.deleted() > 0) {
        LOG.info("{} messages were deleted for their age", sweep.deleted());
      }
      return;
    }
    long pause = Math.max(LEAST_PAUSE.toNanos(), took.get().toNanos());
    ScheduledFuture<?> _ =
        scheduler.schedule(
            () -> workers.execute(() -> guarded(() -> step(sweep))), pause, TimeUnit.NANOSECONDS);
  }

  private void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      running.set(false);
      if (!closed) {
        LOG.warn("old mail cannot be deleted now; trying again in an hour", e);
      }
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (timer != null) {
      timer.cancel(false);
    }
  }
}

package dev.postern.store.sqlite;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts background work from time to time, on a thread of its own, never twice at once.
final class Maintenance implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);

  private final Upkeep upkeep;
  private final Compaction compaction;
  private final ExecutorService thread;
  private final ScheduledFuture<?> timer;
  private final AtomicBoolean running = new AtomicBoolean();

  Maintenance(
      Upkeep upkeep,
      Compaction compaction,
      ThreadFactory threads,
      ScheduledExecutorService scheduler,
      Duration every) {
    this.upkeep = upkeep;
    this.compaction = compaction;
    this.thread = Executors.newSingleThreadExecutor(threads);
    this.timer =
        scheduler.scheduleWithFixedDelay(
            this::start, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void start() {
    if (running.compareAndSet(false, true)) {
      thread.execute(this::work);
    }
  }

  private void work() {
    try {
      upkeep.run();
      compaction.run();
    } catch (RuntimeException e) {
      LOG.warn("background work failed; trying again later", e);
    } finally {
      running.set(false);
    }
  }

  @Override
  public void close() {
    timer.cancel(false);
    upkeep.stop();
    compaction.stop();
    thread.close();
  }
}

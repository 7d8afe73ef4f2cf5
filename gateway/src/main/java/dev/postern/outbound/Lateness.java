package dev.postern.outbound;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells senders of mail that waits for long, and gives up what waited too long, tried or not. Safe
/// for concurrent use.
final class Lateness {
  private static final Logger log = LoggerFactory.getLogger(Lateness.class);
  private static final int TOGETHER = 64;
  private static final Duration BETWEEN = Duration.ofSeconds(10);

  private final QueueStore queue;
  private final Transfers transfers;
  private final InstantSource clock;
  private final Executor workers;
  private final Predicate<Due> busy;

  // Guarded by this.
  private boolean running;
  private boolean closed;
  private Instant next = Instant.EPOCH;

  /// @param busy which recipients are under way
  Lateness(
      QueueStore queue,
      Transfers transfers,
      InstantSource clock,
      Executor workers,
      Predicate<Due> busy) {
    this.queue = queue;
    this.transfers = transfers;
    this.clock = clock;
    this.workers = workers;
    this.busy = busy;
  }

  /// Looks for late mail soon, unless that was done a moment ago.
  void look() {
    Instant now = clock.instant();
    synchronized (this) {
      if (running || closed || now.isBefore(next)) {
        return;
      }
      running = true;
      next = now.plus(BETWEEN);
    }
    workers.execute(() -> tell(now));
  }

  private void tell(Instant now) {
    try {
      List<QueueStore.Notice> page = queue.notices(now, TOGETHER);
      while (!page.isEmpty()) {
        transfers.notices(page, busy);
        page = page.size() < TOGETHER || isClosed() ? List.of() : queue.notices(now, TOGETHER);
      }
    } catch (RuntimeException e) {
      log.warn("senders cannot be told of late mail; trying again later", e);
    } finally {
      end();
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private synchronized void end() {
    running = false;
    notifyAll();
  }

  /// Begins nothing more and waits for what runs.
  ///
  /// @param end of [System#nanoTime]
  synchronized void close(long end) throws InterruptedException {
    closed = true;
    while (running && end > System.nanoTime()) {
      wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
    }
  }
}

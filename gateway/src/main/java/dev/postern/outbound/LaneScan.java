package dev.postern.outbound;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Goes over all lanes of the queue, page by page, whenever mail came due; most mail that was just
/// queued is started without it. However many lanes there are, it takes a tenth of the time at
/// most. Used by one thread at a time.
final class LaneScan {
  private static final int PAGE = 512;
  private static final int REST = 10;
  private static final Duration SHORTEST_REST = Duration.ofMillis(100);

  private final QueueStore queue;
  private Optional<Lane> at = Optional.empty();
  private boolean running;
  private long nanos;
  private Instant began = Instant.EPOCH;
  private Instant notBefore = Instant.EPOCH;

  LaneScan(QueueStore queue) {
    this.queue = queue;
  }

  /// Begins anew, unless it is under way.
  void begin(Instant now) {
    if (!running) {
      running = true;
      began = now;
      nanos = 0;
      at = Optional.empty();
    }
  }

  boolean isRunning() {
    return running;
  }

  /// Returns the lanes of the next page that have due mail.
  List<Lane> next(Instant now) {
    long start = System.nanoTime();
    QueueStore.Lanes page = queue.lanes(at, now, PAGE);
    nanos += System.nanoTime() - start;
    at = page.next();
    if (at.isEmpty()) {
      running = false;
      Duration rest = Duration.ofNanos(nanos * REST);
      notBefore = now.plus(rest.compareTo(SHORTEST_REST) < 0 ? SHORTEST_REST : rest);
    }
    return page.due();
  }

  /// Returns when to begin again: when mail comes due that it has not seen as such.
  Optional<Instant> nextTime() {
    return queue.nextDue(began).map(due -> due.isBefore(notBefore) ? notBefore : due);
  }
}

package dev.postern.outbound;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The transfers that run, and whose turn it is when one ends. Safe for concurrent use.
final class Running {
  private static final Logger log = LoggerFactory.getLogger(Running.class);
  private static final int RECIPIENTS_EACH = 8;
  private static final Duration RECORD_AGAIN = Duration.ofSeconds(5);

  private final Transfers transfers;
  private final Rates rates;
  private final InstantSource clock;
  private final ScheduledExecutorService timer;
  private final Executor workers;
  private final Runnable look;

  // All below: guarded by this.
  private final Destinations destinations = new Destinations();
  private final Set<Long> busy = new HashSet<>();
  private final Set<Long> finished = new HashSet<>();
  private boolean missed;
  private boolean closed;
  private boolean drained;

  /// @param look is called when a slot is free for what waits
  Running(
      Transfers transfers,
      Rates rates,
      InstantSource clock,
      ScheduledExecutorService timer,
      Executor workers,
      Runnable look) {
    this.transfers = transfers;
    this.rates = rates;
    this.clock = clock;
    this.timer = timer;
    this.workers = workers;
    this.look = look;
  }

  /// A lane whose turn it is, for a hop with a free slot.
  ///
  /// @param limit of recipients to read: more than are under way
  record Turn(Hop hop, Lane lane, int limit) {}

  /// What came of the wish to start a transfer.
  enum Start {
    /// There is nothing more to start of it.
    DONE,
    NO_SLOT,
    /// Its sender or its destination had its share.
    PACED
  }

  /// Reads a page of what is due. Who finishes after that is still in it, and is not started again
  /// before the next page is read.
  List<Due> read(Supplier<List<Due>> page) {
    synchronized (this) {
      finished.clear();
    }
    return page.get();
  }

  /// Takes the next turn.
  synchronized Optional<Turn> next(Instant now) {
    Optional<Hop> next = closed ? Optional.empty() : destinations.next(now);
    return next.map(hop ->
        new Turn(hop, hop.nextLane(), hop.recipients() + RECIPIENTS_EACH * (hop.free(now) + 1)));
  }

  /// Ends a turn.
  ///
  /// @param more whether the lane may have more that is due
  /// @return a lane that was left out before, if now there is room for it
  synchronized Optional<Lane> end(Turn turn, boolean more, Instant now) {
    if (more) {
      missed |= !turn.hop().await(turn.lane());
    }
    destinations.queue(turn.hop(), now);
    return turn.hop().takeLeftOut();
  }

  /// Notes that a lane has due mail for a hop.
  ///
  /// @return false if there was no room to note it
  synchronized boolean await(String hop, Lane lane, Instant now) {
    return destinations.await(destinations.hop(hop), lane, now);
  }

  /// Takes the lanes that were kept back until now.
  synchronized List<Lane> unpaced(Instant now) {
    return destinations.unpaced(now);
  }

  /// Says once whether something is due that is known nowhere.
  synchronized boolean takeMissed() {
    boolean was = missed;
    missed = false;
    return was;
  }

  /// Lets hops that were closed be tried now.
  ///
  /// @param domain only those for which its lanes wait; empty: all
  synchronized void reopen(Optional<String> domain) {
    destinations.reopen(domain, clock.instant());
  }

  /// Says whether there is enough to do with the lanes that wait already.
  synchronized boolean isFull() {
    return destinations.isBusy();
  }

  synchronized Optional<Instant> nextTime() {
    return destinations.nextTime();
  }

  synchronized boolean isBusy(Due due) {
    return busy.contains(due.recipientId());
  }

  /// Starts nothing more and waits for what runs.
  ///
  /// @param end of [System#nanoTime]
  synchronized void close(long end) throws InterruptedException {
    closed = true;
    long left = end - System.nanoTime();
    while (!busy.isEmpty() && left > 0) {
      wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
      left = end - System.nanoTime();
    }
    drained = true;
  }

  /// Starts a transfer, for those of its recipients that are not under way.
  ///
  /// @return whether it was; what was not waits in its lanes
  Start start(Loads.Load load, Instant now) {
    Loads.Load job;
    synchronized (this) {
      job = load.only(this::isFree);
      if (job.due().isEmpty() || closed) {
        return Start.DONE;
      }
      Hop hop = destinations.hop(job.hop());
      if (!destinations.mayStart(hop, job.isFirstTry(), now)) {
        job.lanes().forEach(lane -> destinations.await(hop, lane, now));
        return Start.NO_SLOT;
      }
      Optional<Instant> later = job.isLocal() ? Optional.empty() : rates.take(job.due(), now);
      if (later.isPresent()) {
        job.lanes().forEach(lane -> missed |= !destinations.pace(lane, later.get()));
        return Start.PACED;
      }
      job.due().forEach(due -> busy.add(due.recipientId()));
      destinations.started(hop, job.due().size());
    }
    workers.execute(() -> run(job));
    return Start.DONE;
  }

  private boolean isFree(Due due) {
    return !busy.contains(due.recipientId()) && !finished.contains(due.recipientId());
  }

  private void run(Loads.Load job) {
    boolean settled = false;
    boolean waits = false;
    boolean reached = true;
    try {
      if (job.isLocal()) {
        transfers.deliver(job.due().getFirst());
      } else {
        Transfers.Relayed relayed = transfers.relay(job.due());
        reached = relayed.reached();
        waits = !isOver(job, relayed);
      }
      settled = true;
    } catch (RuntimeException e) {
      log.warn("queue {}: could not be read or recorded", job.queueId(), e);
    } finally {
      if (!waits) {
        finish(job, reached, settled);
      }
    }
  }

  // A local delivery may be repeated, its key keeps it single. A hop would get the mail twice: its
  // recipients stay busy and its slot taken until the store can write again.
  private boolean isOver(Loads.Load job, Transfers.Relayed relayed) {
    try {
      relayed.record().run();
      return true;
    } catch (RuntimeException e) {
      log.warn("queue {}: the outcome could not be recorded", job.queueId(), e);
      return !recordLater(job, relayed);
    }
  }

  // Also while this closes, as long as somebody waits for it.
  private synchronized boolean recordLater(Loads.Load job, Transfers.Relayed relayed) {
    Runnable again =
        () -> {
          if (isOver(job, relayed)) {
            finish(job, relayed.reached(), true);
          }
        };
    if (drained) {
      return false;
    }
    try {
      ScheduledFuture<?> _ =
          timer.schedule(
              () -> workers.execute(again), RECORD_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (RejectedExecutionException _) {
      return false;
    }
  }

  private void finish(Loads.Load job, boolean reached, boolean settled) {
    boolean worth;
    synchronized (this) {
      for (Due due : job.due()) {
        busy.remove(due.recipientId());
        finished.add(due.recipientId());
      }
      Hop hop = destinations.hop(job.hop());
      worth = destinations.ended(hop, job.due().size(), reached, clock.instant());
      missed |= !settled;
      notifyAll();
    }
    if (worth && settled) {
      look.run();
    }
  }
}

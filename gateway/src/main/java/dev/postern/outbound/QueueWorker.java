package dev.postern.outbound;

import dev.postern.delivery.Recipients;
import dev.postern.metrics.Tally;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Works the outbound queue off: what was just queued at once, the rest by lanes in turn, so that
/// no destination and no sender is in front of the others. Mail for agents here has slots of its
/// own, so a slow hop never holds it up; each hop has its own too.
///
/// Nothing is kept in memory that the store does not have, and of what waits only some lanes: after
/// a crash the same recipients are due again, and a delivery key keeps local mail single. There is
/// one worker for each store.
public final class QueueWorker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(QueueWorker.class);
  private static final int FRESH = 10_000;
  private static final int FRESH_PAGE = 64;
  private static final int PAGE = 4096;
  private static final Duration BETWEEN_PAGES = Duration.ofSeconds(1);
  private static final Duration LONGEST_SLEEP = Duration.ofSeconds(30);
  private static final Duration DRAIN = Duration.ofSeconds(30);

  private final QueueStore queue;
  private final Transfers transfers;
  private final InstantSource clock;
  private final ScheduledExecutorService timer;
  private final Executor workers;
  private final Loads loads;
  private final Running running;
  private final Lateness lateness;

  // Used by the one that looks.
  private final LaneScan scan;
  private Instant scanAt = Instant.EPOCH;
  private Instant pageAt = Instant.EPOCH;

  // All below: guarded by this.
  private List<Long> fresh = new ArrayList<>();
  private boolean looking;
  private boolean lookAgain;
  private boolean scanAgain;
  private boolean closed;
  private @Nullable ScheduledFuture<?> alarm;

  /// Makes a worker that does nothing before [#start], and sends as fast as it can.
  public QueueWorker(
      QueueStore queue,
      Recipients recipients,
      Transport transport,
      Transfers transfers,
      InstantSource clock,
      ScheduledExecutorService timer,
      Executor workers) {
    this(queue, recipients, transport, transfers, Rates.none(), clock, timer, workers);
  }

  /// Makes a worker that does nothing before [#start].
  ///
  /// @param timer wakes it at due times; is given nothing that blocks
  /// @param workers runs transfers, each of which blocks: a virtual thread each
  public QueueWorker(
      QueueStore queue,
      Recipients recipients,
      Transport transport,
      Transfers transfers,
      Rates rates,
      InstantSource clock,
      ScheduledExecutorService timer,
      Executor workers) {
    this.queue = queue;
    this.transfers = transfers;
    this.clock = clock;
    this.timer = timer;
    this.workers = workers;
    this.loads = new Loads(queue, recipients, transport);
    this.running = new Running(transfers, rates, clock, timer, workers, this::lookSoon);
    this.lateness = new Lateness(queue, transfers, clock, workers, running::isBusy);
    this.scan = new LaneScan(queue);
  }

  /// Returns what became of recipients (`local`, `relayed`, `deferred`, `failed`), each try
  /// counted.
  public Tally tally() {
    return transfers.tally();
  }

  /// Returns what people use to look after the queue.
  public QueueDesk desk(DeskStore store) {
    return new QueueDesk(store, transfers, this, clock);
  }

  /// Begins to work, with what an earlier run left behind first.
  public void start() {
    queue.onEnqueue(this::queued);
    wake();
  }

  /// Looks through the whole queue for due mail soon; never blocks.
  public void wake() {
    synchronized (this) {
      scanAgain = true;
    }
    lookSoon();
  }

  /// Tries hops that could not be reached once more, now.
  ///
  /// @param domain only those of mail to it; empty: all
  void tryAgain(Optional<String> domain) {
    running.reopen(domain);
    wake();
  }

  private void queued(List<Long> queueIds) {
    synchronized (this) {
      if (fresh.size() + queueIds.size() <= FRESH) {
        fresh.addAll(queueIds);
      } else {
        scanAgain = true;
      }
    }
    lookSoon();
  }

  private void lookSoon() {
    synchronized (this) {
      lookAgain = true;
      if (looking || closed) {
        return;
      }
      looking = true;
    }
    workers.execute(this::look);
  }

  /// Starts nothing more and waits, at most 30 s, for the transfers that run.
  @Override
  public void close() {
    long end = System.nanoTime() + DRAIN.toNanos();
    try {
      synchronized (this) {
        closed = true;
        if (alarm != null) {
          alarm.cancel(false);
        }
        while (looking && end > System.nanoTime()) {
          wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
        }
      }
      lateness.close(end);
      running.close(end);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    while (shouldLook()) {
      try {
        startFresh();
        startWaiting();
        scan();
        lateness.look();
        sleepUntilDue();
      } catch (RuntimeException | Error e) {
        log.warn("the outbound queue cannot be read; trying again later", e);
        scanLater();
        sleep(LONGEST_SLEEP);
      }
    }
  }

  private synchronized boolean shouldLook() {
    looking = lookAgain && !closed;
    lookAgain = false;
    notifyAll();
    return looking;
  }

  private void startFresh() {
    List<Long> ids = takeFresh();
    Instant now = clock.instant();
    for (int i = 0; i < ids.size(); i += FRESH_PAGE) {
      List<Long> page = ids.subList(i, Math.min(ids.size(), i + FRESH_PAGE));
      List<Due> due = running.read(() -> queue.due(page, now, PAGE));
      if (due.size() >= PAGE) {
        scanLater();
      }
      for (Loads.Load load : loads.of(due)) {
        Running.Start _ = running.start(load, now);
      }
    }
  }

  private synchronized List<Long> takeFresh() {
    List<Long> ids = fresh;
    fresh = new ArrayList<>();
    return ids;
  }

  private synchronized void scanLater() {
    scanAgain = true;
  }

  private void startWaiting() {
    Instant now = clock.instant();
    running.unpaced(now).forEach(lane -> await(lane, now));
    for (Optional<Running.Turn> turn = running.next(now);
        turn.isPresent();
        turn = running.next(now)) {
      startLane(turn.get(), now);
    }
  }

  private void startLane(Running.Turn turn, Instant now) {
    List<Due> due = running.read(() -> queue.due(turn.lane(), now, turn.limit()));
    boolean more = due.size() >= turn.limit();
    boolean paced = false;
    for (Loads.Load load : loads.of(loads.withOthers(turn.hop().name(), due, now))) {
      Running.Start start = running.start(load, now);
      more |= start == Running.Start.NO_SLOT;
      paced |= start == Running.Start.PACED && load.lanes().contains(turn.lane());
    }
    running
        .end(turn, more && !paced, now)
        .ifPresent(lane -> awaitFrom(turn.hop().name(), lane, now));
  }

  // Of very many lanes for one hop only so many are in memory.
  private void awaitFrom(String hop, Lane first, Instant now) {
    boolean room = await(first, now);
    Optional<Lane> at = Optional.of(first);
    while (room && at.isPresent()) {
      QueueStore.Lanes page = queue.lanes(at, now, PAGE);
      for (Lane lane : page.due()) {
        room &= await(lane, now) || !loads.hop(lane).equals(hop);
      }
      at = page.next();
    }
  }

  private void scan() {
    Instant now = clock.instant();
    if (takeScanAgain() || running.takeMissed() || !now.isBefore(scanAt)) {
      scan.begin(now);
    }
    // When more waits than can be started it goes on slowly: what it finds may be of another kind.
    if (scan.isRunning() && (!running.isFull() || !now.isBefore(pageAt))) {
      pageAt = now.plus(BETWEEN_PAGES);
      scan.next(now).forEach(lane -> await(lane, now));
      startWaiting();
    }
    if (scan.isRunning() && !running.isFull()) {
      synchronized (this) {
        lookAgain = true;
      }
    }
  }

  private synchronized boolean takeScanAgain() {
    boolean was = scanAgain;
    scanAgain = false;
    return was;
  }

  private boolean await(Lane lane, Instant now) {
    return running.await(loads.hop(lane), lane, now);
  }

  private void sleepUntilDue() {
    Instant now = clock.instant();
    Instant longest = now.plus(scan.isRunning() ? BETWEEN_PAGES : LONGEST_SLEEP);
    scanAt = scan.nextTime().filter(longest::isAfter).orElse(longest);
    Instant next = running.nextTime().filter(scanAt::isAfter).orElse(scanAt);
    sleep(Duration.between(now, next));
  }

  private synchronized void sleep(Duration wait) {
    if (alarm != null) {
      alarm.cancel(false);
    }
    if (!closed) {
      long millis = Math.max(0, wait.toMillis()) + 1;
      alarm = timer.schedule(this::lookSoon, millis, TimeUnit.MILLISECONDS);
    }
  }
}

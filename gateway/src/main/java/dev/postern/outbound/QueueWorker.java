package dev.postern.outbound;

import dev.postern.delivery.Recipients;
import dev.postern.metrics.Tally;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Works the outbound queue off: looks for what is due whenever something was queued, a due time
/// comes or a slot gets free, and starts transfers, local and remote ones in slots of their own so
/// that a slow hop never holds up mail between agents here.
///
/// Nothing is kept in memory that the store does not have: after a crash the same recipients are
/// due again, and a delivery key keeps local mail single. There is one worker for each store.
public final class QueueWorker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(QueueWorker.class);
  private static final int LOCAL_SLOTS = 32;
  private static final int REMOTE_SLOTS = 20;
  private static final int HOP_RECIPIENTS = 100;
  private static final int PAGE = 128;
  private static final int PAGE_GROWTH = 8;
  private static final int MAX_PAGE = 8192;
  private static final Duration LONGEST_SLEEP = Duration.ofSeconds(30);
  private static final Duration RECORD_AGAIN = Duration.ofSeconds(5);
  private static final Duration DRAIN = Duration.ofSeconds(30);

  private final QueueStore queue;
  private final Recipients recipients;
  private final Transport transport;
  private final Transfers transfers;
  private final InstantSource clock;
  private final ScheduledExecutorService timer;
  private final Executor workers;

  // All below: guarded by this.
  private final Set<Long> busy = new HashSet<>();
  private final Set<Long> finished = new HashSet<>();
  private int localRunning;
  private int remoteRunning;
  private boolean looking;
  private boolean lookAgain;
  private boolean backlog;
  private boolean closed;
  private @Nullable ScheduledFuture<?> alarm;

  /// Makes a worker that does nothing before [#start].
  ///
  /// @param timer wakes it at due times; is given nothing that blocks
  /// @param workers runs transfers, each of which blocks: a virtual thread each
  public QueueWorker(
      QueueStore queue,
      Recipients recipients,
      Transport transport,
      Transfers transfers,
      InstantSource clock,
      ScheduledExecutorService timer,
      Executor workers) {
    this.queue = queue;
    this.recipients = recipients;
    this.transport = transport;
    this.transfers = transfers;
    this.clock = clock;
    this.timer = timer;
    this.workers = workers;
  }

  /// Returns what became of recipients (`local`, `relayed`, `deferred`, `failed`), each try
  /// counted.
  public Tally tally() {
    return transfers.tally();
  }

  /// Begins to work, with what an earlier run left behind first.
  public void start() {
    queue.onEnqueue(_ -> wake());
    wake();
  }

  /// Looks for due mail soon; never blocks.
  public void wake() {
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
  public synchronized void close() {
    closed = true;
    if (alarm != null) {
      alarm.cancel(false);
    }
    long end = System.nanoTime() + DRAIN.toNanos();
    try {
      long left = DRAIN.toMillis();
      while ((looking || !busy.isEmpty()) && left > 0) {
        wait(left);
        left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    while (shouldLook()) {
      try {
        sleepUntilDue(startDue());
      } catch (RuntimeException | Error e) {
        log.warn("the outbound queue cannot be read; trying again later", e);
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

  // Behind a page of mail whose hop is busy there may be mail for agents here: it must not wait.
  private Instant startDue() {
    Instant now = clock.instant();
    int limit = PAGE + busyCount();
    boolean more = true;
    while (more) {
      forgetFinished();
      List<Due> due = due(now, limit);
      // Before anything starts: what ends at once must know that more waits.
      markBacklog(due.size() >= limit);
      startAll(due);
      more = due.size() >= limit && limit < MAX_PAGE && mayStartLocal();
      limit *= PAGE_GROWTH;
    }
    return now;
  }

  private List<Due> due(Instant now, int limit) {
    List<Due> due = new ArrayList<>();
    for (Lane lane : queue.lanes(Optional.empty(), now, limit).due()) {
      due.addAll(queue.due(lane, now, limit));
    }
    return due;
  }

  // Who finishes after a page was read is still in it, and must not be started again.
  private synchronized void forgetFinished() {
    finished.clear();
  }

  private synchronized int busyCount() {
    return busy.size();
  }

  private synchronized boolean mayStartLocal() {
    return localRunning < LOCAL_SLOTS;
  }

  private synchronized void markBacklog(boolean full) {
    backlog |= full;
  }

  private void startAll(List<Due> due) {
    Map<String, List<Due>> hops = new LinkedHashMap<>();
    for (Due one : due) {
      if (recipients.isLocal(one.recipient())) {
        start(List.of(one), true);
      } else {
        String domain = one.recipient().substring(one.recipient().lastIndexOf('@') + 1);
        hops.computeIfAbsent(
                one.queueId() + " " + transport.nextHop(one.account(), domain),
                _ -> new ArrayList<>())
            .add(one);
      }
    }
    for (List<Due> hop : hops.values()) {
      for (int i = 0; i < hop.size(); i += HOP_RECIPIENTS) {
        start(hop.subList(i, Math.min(hop.size(), i + HOP_RECIPIENTS)), false);
      }
    }
  }

  private void start(List<Due> wanted, boolean local) {
    List<Due> job;
    synchronized (this) {
      job = wanted.stream().filter(this::isFree).toList();
      boolean slot = local ? localRunning < LOCAL_SLOTS : remoteRunning < REMOTE_SLOTS;
      backlog |= !slot && !job.isEmpty();
      if (job.isEmpty() || !slot || closed) {
        return;
      }
      job.forEach(due -> busy.add(due.recipientId()));
      localRunning += local ? 1 : 0;
      remoteRunning += local ? 0 : 1;
    }
    workers.execute(() -> run(job, local));
  }

  private boolean isFree(Due due) {
    return !busy.contains(due.recipientId()) && !finished.contains(due.recipientId());
  }

  private void run(List<Due> job, boolean local) {
    boolean settled = false;
    boolean waits = false;
    try {
      if (local) {
        transfers.deliver(job.getFirst());
      } else {
        waits = !isOver(job, transfers.relay(job).record());
      }
      settled = true;
    } catch (RuntimeException e) {
      log.warn("queue {}: could not be read or recorded", job.getFirst().queueId(), e);
    } finally {
      if (!waits) {
        finish(job, local, settled);
      }
    }
  }

  // A local delivery may be repeated, its key keeps it single. A hop would get the mail twice: its
  // recipients stay busy and its slot taken until the store can write again.
  private boolean isOver(List<Due> job, Runnable record) {
    try {
      record.run();
      return true;
    } catch (RuntimeException e) {
      log.warn("queue {}: the outcome could not be recorded", job.getFirst().queueId(), e);
      return !recordLater(job, record);
    }
  }

  private synchronized boolean recordLater(List<Due> job, Runnable record) {
    if (closed) {
      return false;
    }
    Runnable again =
        () -> {
          if (isOver(job, record)) {
            finish(job, false, true);
          }
        };
    ScheduledFuture<?> _ =
        timer.schedule(
            () -> workers.execute(again), RECORD_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    return true;
  }

  private void finish(List<Due> job, boolean local, boolean settled) {
    boolean wake;
    synchronized (this) {
      for (Due due : job) {
        busy.remove(due.recipientId());
        if (looking) {
          finished.add(due.recipientId());
        }
      }
      localRunning -= local ? 1 : 0;
      remoteRunning -= local ? 0 : 1;
      wake = backlog && settled;
      backlog &= !wake;
      notifyAll();
    }
    if (wake) {
      wake();
    }
  }

  private void sleepUntilDue(Instant now) {
    Duration wait =
        queue
            .nextDue(now)
            .map(due -> Duration.between(now, due))
            .filter(left -> left.isPositive() && left.compareTo(LONGEST_SLEEP) < 0)
            .orElse(LONGEST_SLEEP);
    sleep(wait);
  }

  private synchronized void sleep(Duration wait) {
    if (alarm != null) {
      alarm.cancel(false);
    }
    if (!closed) {
      alarm = timer.schedule(this::wake, wait.toMillis() + 1, TimeUnit.MILLISECONDS);
    }
  }
}

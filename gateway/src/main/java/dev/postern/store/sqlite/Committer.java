package dev.postern.store.sqlite;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.metrics.Tally;
import dev.postern.store.sqlite.segment.Appender;
import dev.postern.store.sqlite.segment.StorageFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that writes. It takes all ready work as one group: bodies are appended and
/// synced, one database transaction is committed, then watchers and callers hear of it. Two syncs a
/// group, however many units it has.
///
/// Each unit has a savepoint: one that fails is rolled back alone. When the disk or the database
/// fails, the whole group fails and nothing of it is left.
final class Committer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Committer.class);
  private static final int GROUP = 256;

  private final Db db;
  private final Appender appender;
  private final Checkpoints checkpoints;
  private final BlockingQueue<Job<?>> ready = new LinkedBlockingQueue<>();
  private final Thread thread;
  private final Tally tally = new Tally();
  private volatile boolean closing;

  Committer(Db db, Appender appender, Checkpoints checkpoints, ThreadFactory threads) {
    this.db = db;
    this.appender = appender;
    this.checkpoints = checkpoints;
    this.thread = threads.newThread(this::loop);
    thread.start();
  }

  /// Runs `task` in the next group and waits until it is durable.
  ///
  /// @throws GatewayException with STORAGE_FULL or UNAVAILABLE if the group failed
  <T> T commit(Job.Task<T> task) {
    if (Thread.currentThread() == thread) {
      throw new IllegalStateException("a transaction or a watcher must not start a transaction");
    }
    Job<T> job = new Job<>(task);
    ready.add(job);
    if (closing && ready.remove(job)) {
      job.fail(new GatewayException(Fault.UNAVAILABLE, "mail store is closed"));
    }
    return job.await();
  }

  private void loop() {
    List<Job<?>> group = new ArrayList<>();
    while (true) {
      group.clear();
      try {
        group.add(ready.take());
      } catch (InterruptedException e) {
        // Nobody may interrupt this thread; an answer is still owed to everyone who waits.
        continue;
      }
      ready.drainTo(group, GROUP - 1);
      boolean last = group.removeIf(job -> job.isLast());
      if (!group.isEmpty()) {
        run(group);
      }
      if (last) {
        return;
      }
    }
  }

  /// Returns how many `groups` were committed, of how many `transactions`, in how many `micros`;
  /// and how many groups `failed`.
  Tally tally() {
    return tally;
  }

  private void run(List<Job<?>> group) {
    long begun = System.nanoTime();
    boolean committing = false;
    appender.mark();
    try {
      db.run("BEGIN IMMEDIATE");
      for (Job<?> job : group) {
        job.run(db, new Bodies(db, appender, job == group.getLast()));
      }
      appender.sync();
      committing = true;
      db.run("COMMIT");
    } catch (RuntimeException | Error e) {
      if (committing) {
        group.forEach(Job::unsure);
      }
      rollBack(committing);
      fail(group, e);
      tally.add("failed");
      return;
    }
    tally.add("groups");
    tally.add("transactions", group.size());
    tally.add("micros", (System.nanoTime() - begun) / 1000);
    group.forEach(Job::committed);
    group.forEach(Job::complete);
    checkpoint();
  }

  /// After the answers: nobody waits for it. If it fails the next group's commit will tell.
  private void checkpoint() {
    try {
      checkpoints.committed(db);
    } catch (RuntimeException e) {
      LOG.warn("the write-ahead log could not be carried over; trying again later", e);
    }
  }

  private void rollBack(boolean committing) {
    try {
      db.run("ROLLBACK");
    } catch (StorageFailure e) {
      LOG.debug("nothing to roll back", e);
    }
    if (!committing) {
      appender.rewind();
    }
  }

  private static void fail(List<Job<?>> group, Throwable cause) {
    GatewayException told =
        cause instanceof StorageFailure failure
            ? failure.forClient()
            : new GatewayException(Fault.UNAVAILABLE, "mail store unavailable", cause);
    if (told.fault() == Fault.STORAGE_FULL) {
      // One line: a log on the disk that is full needs no stack traces.
      LOG.warn(
          "no space left: a group of {} transactions failed: {}", group.size(), cause.toString());
    } else {
      LOG.warn("a group of {} transactions failed", group.size(), cause);
    }
    group.forEach(job -> job.fail(told));
  }

  /// Ends after the work that is waiting.
  @Override
  public void close() {
    closing = true;
    ready.add(Job.last());
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    for (Job<?> job = ready.poll(); job != null; job = ready.poll()) {
      job.fail(new GatewayException(Fault.UNAVAILABLE, "mail store is closed"));
    }
  }
}

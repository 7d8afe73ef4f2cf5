package dev.postern.store.sqlite;

import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries what was committed from the write-ahead log into the database file, on a thread of its
/// own and with a connection of its own, so that no commit waits for it.
///
/// The log starts over only when all of it was carried. While commits go on there is always a rest,
/// which the committer carries between two groups when the log has grown long.
final class Checkpoints implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
  private static final int CACHE_KIB = 256;

  /// Groups between two looks at the log.
  private static final int EVERY = 8;

  /// Pages in the log that are worth carrying.
  private static final int WORTH = 1000;

  /// Pages in the log from which on the committer helps.
  private static final int LONG = 4000;

  private final Db db;
  private final ExecutorService thread;
  private final AtomicBoolean running = new AtomicBoolean();
  private volatile boolean rest;
  private int groups;

  /// How far the log was carried, in pages.
  private record Carried(long log, long carried) {}

  Checkpoints(Path database, ThreadFactory threads) {
    this.db = Db.open(database, CACHE_KIB, false);
    this.thread = Executors.newSingleThreadExecutor(threads);
  }

  /// Is told of each group by the committer.
  ///
  /// @param writer the committer's connection, between two transactions
  void committed(Db writer) {
    if (rest) {
      rest = false;
      carry(writer, "PASSIVE");
    }
    groups++;
    if (groups % EVERY == 0 && running.compareAndSet(false, true)) {
      thread.execute(this::work);
    }
  }

  private void work() {
    try {
      Carried before = carry(db, "NOOP");
      if (before.log() - before.carried() >= WORTH) {
        Carried after = carry(db, "PASSIVE");
        rest = after.log() >= LONG && after.carried() >= before.log();
      }
    } catch (RuntimeException e) {
      LOG.warn("the write-ahead log could not be carried over; trying again later", e);
    } finally {
      running.set(false);
    }
  }

  private static Carried carry(Db db, String mode) {
    return db.one(
            rows -> new Carried(rows.getLong(2), rows.getLong(3)),
            "PRAGMA wal_checkpoint(" + mode + ")")
        .orElseThrow();
  }

  @Override
  public void close() {
    thread.close();
    db.close();
  }
}

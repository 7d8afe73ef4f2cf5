package dev.postern.store.sqlite;

import dev.postern.store.sqlite.segment.StorageFailure;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/// A bounded number of connections for reading. SQLite is a native call that holds its thread, so a
/// virtual thread waits while a platform thread reads.
final class Readers implements AutoCloseable {
  private static final int CACHE_KIB = 8 * 1024;

  private final Path file;
  private final Semaphore permits;
  private final Semaphore glances =
      new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
  private final Deque<Db> idle = new ArrayDeque<>();
  private final ExecutorService pool;

  Readers(Path file, int count, ThreadFactory threads) {
    this.file = file;
    this.permits = new Semaphore(count);
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            count, count, 60, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
    executor.allowCoreThreadTimeOut(true);
    this.pool = executor;
  }

  /// Runs `work` on one snapshot, at once on the calling thread: for work of some microseconds,
  /// shorter than handing it over. A virtual thread holds its carrier meanwhile, so at most half of
  /// the carriers may do that; others wait for the pool.
  <T> T glance(Function<Db, T> work) {
    if (!Thread.currentThread().isVirtual() || !glances.tryAcquire()) {
      return read(work);
    }
    try {
      return here(work);
    } finally {
      glances.release();
    }
  }

  /// Runs `work` on one snapshot.
  <T> T read(Function<Db, T> work) {
    return onPlatformThread(() -> here(work));
  }

  /// Runs `work`, which needs no connection, as one of the readers.
  <T> T run(Supplier<T> work) {
    return onPlatformThread(() -> {
      permits.acquireUninterruptibly();
      try {
        return work.get();
      } finally {
        permits.release();
      }
    });
  }

  private <T> T onPlatformThread(Supplier<T> work) {
    if (!Thread.currentThread().isVirtual()) {
      return work.get();
    }
    try {
      return CompletableFuture.supplyAsync(work, pool).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw e;
    }
  }

  private <T> T here(Function<Db, T> work) {
    permits.acquireUninterruptibly();
    try {
      Db db = take();
      db.run("BEGIN");
      try {
        return work.apply(db);
      } finally {
        db.run("COMMIT");
        give(db);
      }
    } catch (StorageFailure e) {
      throw e.forClient();
    } finally {
      permits.release();
    }
  }

  private Db take() {
    synchronized (idle) {
      Db db = idle.poll();
      if (db != null) {
        return db;
      }
    }
    return Db.open(file, CACHE_KIB, true);
  }

  private void give(Db db) {
    synchronized (idle) {
      idle.push(db);
    }
  }

  @Override
  public void close() {
    pool.shutdown();
    synchronized (idle) {
      idle.forEach(Db::close);
      idle.clear();
    }
  }
}

package dev.postern.store.sqlite;

import dev.postern.store.sqlite.segment.SegmentFiles;
import dev.postern.store.sqlite.segment.StorageFailure;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings the text index after the mail: one more reader that keeps its position, in the same
/// transaction as what it wrote.
///
/// It works while little mail comes, so that a burst is not slowed; only with more than [#BEHIND]
/// messages to do it works whatever comes. Who stores mail waits for it only when it is
/// [#FAR_BEHIND].
final class TextFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TextFollower.class);
  private static final int BATCH = 256;
  private static final int BEHIND = 10_000;
  private static final int FAR_BEHIND = 20_000;

  /// Milliseconds in which it sees how much mail comes, and how much of it is little: what then
  /// comes costs the index a few hundredths of a processor.
  private static final long WINDOW = 200;

  private static final int LITTLE = 10;
  private static final long LONGEST_WAIT = 2_000;
  private static final long PACE = 20;
  private static final long AFTER_FAILURE = 10_000;

  private final Db db;
  private final TextSource source;
  private final LongFunction<TextDocs> known;
  private final Object turn = new Object();
  private long pending;
  private long came;
  private long signals;
  private boolean closing;
  private volatile boolean failed;
  private @Nullable Thread thread;

  TextFollower(Db db, Readers mail, SegmentFiles files, LongFunction<TextDocs> known) {
    this.db = db;
    this.source = new TextSource(mail, files);
    this.known = known;
  }

  void start(ThreadFactory threads) {
    Thread started = threads.newThread(this::loop);
    pending = source.last() - TextFile.state(db, "position");
    thread = started;
    started.start();
  }

  void added(int count) {
    synchronized (turn) {
      pending += count;
      came += count;
      signal();
    }
  }

  void pace() {
    synchronized (turn) {
      if (pending > FAR_BEHIND && !closing && !failed) {
        await(PACE);
      }
    }
  }

  private void loop() {
    while (waitForWork()) {
      try {
        batch();
        failed = false;
      } catch (RuntimeException e) {
        failed = true;
        if (!isClosing()) {
          LOG.warn("text could not be indexed; trying again later", e);
        }
        rest();
      }
    }
  }

  private void rest() {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(AFTER_FAILURE);
    synchronized (turn) {
      while (!closing && System.nanoTime() < until) {
        await(LONGEST_WAIT);
      }
    }
  }

  private boolean isClosing() {
    synchronized (turn) {
      return closing;
    }
  }

  /// @return whether there is work; else this is the end
  private boolean waitForWork() {
    synchronized (turn) {
      while (pending <= 0 && !closing) {
        await(LONGEST_WAIT);
      }
      while (came > 0 && pending < BEHIND && !closing) {
        came = 0;
        watch();
        if (came <= LITTLE) {
          break;
        }
      }
      return !closing;
    }
  }

  private void watch() {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WINDOW);
    while (pending < BEHIND && !closing && System.nanoTime() < until) {
      await(WINDOW);
    }
  }

  private void signal() {
    signals++;
    turn.notifyAll();
  }

  /// Waits for news, but no longer than so many milliseconds.
  private void await(long millis) {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    long before = signals;
    try {
      for (long left = until - System.nanoTime();
          signals == before && left > 0;
          left = until - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(turn, left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closing = true;
    }
  }

  /// Indexes the next bodies.
  ///
  /// @return whether there were any
  private boolean batch() {
    synchronized (db) {
      long position = TextFile.state(db, "position");
      List<TextSource.Body> bodies = source.after(position, 0, BATCH);
      if (!bodies.isEmpty()) {
        write(texts -> {
          bodies.forEach(body ->
              source.read(
                  body,
                  (content, bytes, digest) ->
                      texts.add(content, bytes, digest, source::revisions)));
          db.run("UPDATE state SET number=? WHERE name='position'", bodies.getLast().blob());
          return true;
        });
      }
      long left = bodies.size() < BATCH ? 0 : source.last() - bodies.getLast().blob();
      synchronized (turn) {
        pending = left;
        signal();
      }
      return !bodies.isEmpty();
    }
  }

  /// Runs one transaction on the index.
  <T> T write(Function<TextWriter, T> work) {
    synchronized (db) {
      db.run("BEGIN IMMEDIATE");
      try {
        TextWriter texts = new TextWriter(db, known);
        T result = work.apply(texts);
        texts.flush();
        db.run("COMMIT");
        return result;
      } catch (RuntimeException | Error e) {
        rollBack();
        throw e;
      }
    }
  }

  private void rollBack() {
    try {
      db.run("ROLLBACK");
    } catch (StorageFailure e) {
      LOG.debug("nothing to roll back", e);
    }
  }

  void catchUp() {
    while (batch()) {}
  }

  @Override
  public void close() {
    synchronized (turn) {
      closing = true;
      signal();
    }
    Thread running = thread;
    boolean interrupted = false;
    while (running != null && running.isAlive()) {
      try {
        running.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

package dev.postern.store.sqlite;

import dev.postern.store.sqlite.segment.StorageFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One unit of a group, and whoever waits for it.
final class Job<T> {
  private static final Logger LOG = LoggerFactory.getLogger(Job.class);

  private final @Nullable Task<T> task;
  private final CompletableFuture<T> answer = new CompletableFuture<>();
  private final List<Runnable> afterCommit = new ArrayList<>();
  private @Nullable Bodies bodies;
  private Optional<T> result = Optional.empty();
  private @Nullable Throwable failure;

  Job(@Nullable Task<T> task) {
    this.task = task;
  }

  static Job<?> last() {
    return new Job<>(null);
  }

  boolean isLast() {
    return task == null;
  }

  /// Runs in a savepoint of its own.
  ///
  /// @throws StorageFailure if the whole group is lost
  void run(Db db, Bodies newBodies) {
    Task<T> work = task;
    if (work == null) {
      return;
    }
    db.run("SAVEPOINT unit");
    try {
      result = Optional.ofNullable(work.run(new Writer(db, newBodies, afterCommit)));
      newBodies.finish();
      db.run("RELEASE unit");
      bodies = newBodies;
    } catch (StorageFailure e) {
      if (e.isWhole()) {
        throw e;
      }
      undo(db, e.forClient());
    } catch (RuntimeException | Error e) {
      undo(db, e);
    }
  }

  private void undo(Db db, Throwable why) {
    db.run("ROLLBACK TO unit");
    db.run("RELEASE unit");
    failure = why;
    afterCommit.clear();
  }

  /// The group may or may not have been committed: what its rows would name stays until the next
  /// start, which knows.
  void unsure() {
    Bodies taken = bodies;
    if (taken != null) {
      taken.committed();
    }
  }

  /// Tells everyone but the caller.
  void committed() {
    Bodies taken = bodies;
    if (taken != null) {
      taken.committed();
    }
    for (Runnable each : afterCommit) {
      try {
        each.run();
      } catch (RuntimeException | Error e) {
        // The committer's thread must survive it: whoever waits is owed an answer.
        LOG.error("what follows a commit failed", e);
      }
    }
  }

  /// Tells the caller.
  void complete() {
    Throwable why = failure;
    if (why != null) {
      answer.completeExceptionally(why);
    } else {
      answer.complete(value());
    }
  }

  @SuppressWarnings("NullAway") // a task may return null, as its caller's function may
  private T value() {
    return result.orElse(null);
  }

  void fail(RuntimeException why) {
    answer.completeExceptionally(failure == null ? why : failure);
  }

  /// Waits for the answer, interrupted or not: a transaction's outcome must be known.
  T await() {
    try {
      return answer.join();
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

  /// What a unit does.
  interface Task<T> {
    T run(Writer writer);
  }

  /// What a unit may use.
  ///
  /// @param afterCommit runs on the committer's thread once the group is durable, before any caller
  ///   hears of it
  record Writer(Db db, Bodies bodies, List<Runnable> afterCommit) {}
}

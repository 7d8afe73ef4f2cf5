package dev.postern.screening;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tasks side by side that must all be done by the same time.
final class Within {
  private static final Logger LOG = LoggerFactory.getLogger(Within.class);

  private final Executor workers;
  private final long deadline;

  /// The time runs from now.
  Within(Duration patience, Executor workers) {
    this.workers = workers;
    this.deadline = System.nanoTime() + patience.toNanos();
  }

  /// Starts a task.
  <T> Result<T> start(Callable<T> work, T otherwise) {
    var task = new FutureTask<>(work);
    workers.execute(task);
    return new Result<>(task, otherwise);
  }

  /// What comes of a task.
  final class Result<T> {
    private final FutureTask<T> task;
    private final T otherwise;

    private Result(FutureTask<T> task, T otherwise) {
      this.task = task;
      this.otherwise = otherwise;
    }

    /// Waits until it is done; when the time is over it is interrupted, and its place is taken by
    /// what was given for that.
    T get() {
      try {
        return task.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException | CancellationException late) {
        task.cancel(true);
      } catch (InterruptedException interrupted) {
        task.cancel(true);
        Thread.currentThread().interrupt();
      } catch (ExecutionException broken) {
        LOG.warn("a check of a mail broke", broken.getCause());
      }
      return otherwise;
    }
  }
}

package dev.postern.net;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs one connection's tasks one at a time, in order, on a virtual thread that exists only while
/// there are any.
final class SerialTasks {
  private final Executor threads;
  private final Consumer<Throwable> onFailure;
  // Guarded by this; an idle connection keeps no queue.
  private @Nullable ArrayDeque<Runnable> waiting;
  private boolean running;

  SerialTasks(Executor threads, Consumer<Throwable> onFailure) {
    this.threads = threads;
    this.onFailure = onFailure;
  }

  void run(Runnable task) {
    synchronized (this) {
      if (running) {
        if (waiting == null) {
          waiting = new ArrayDeque<>(4);
        }
        waiting.add(task);
        return;
      }
      running = true;
    }
    try {
      threads.execute(() -> runAll(task));
    } catch (RejectedExecutionException _) {
      // The server has stopped and every connection is closed.
    }
  }

  /// Says whether a task runs or waits.
  synchronized boolean busy() {
    return running;
  }

  private void runAll(Runnable first) {
    for (Runnable task = first; task != null; task = next()) {
      try {
        task.run();
      } catch (Throwable e) {
        onFailure.accept(e);
      }
    }
  }

  private synchronized @Nullable Runnable next() {
    Runnable task = waiting == null ? null : waiting.poll();
    if (task == null) {
      running = false;
      waiting = null;
    }
    return task;
  }
}

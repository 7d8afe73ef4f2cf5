package dev.postern;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether the server can do its work: its listeners are open, it is not ending, and its store
/// takes writes. The store is tried at most every five seconds, however many ask.
final class Readiness {
  private static final Logger log = LoggerFactory.getLogger(Readiness.class);
  private static final Duration KEPT = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Runnable write;
  private final ExecutorService workers;
  private final InstantSource clock;
  private volatile boolean open;
  private volatile boolean ending;

  // Guarded by this.
  private @Nullable Future<?> trial;
  private Instant tried = Instant.EPOCH;
  private boolean writable;

  /// @param write makes one durable write, or throws
  Readiness(Runnable write, ExecutorService workers, InstantSource clock) {
    this.write = write;
    this.workers = workers;
    this.clock = clock;
  }

  /// Notes that the listeners are open.
  void open() {
    open = true;
  }

  /// Notes that the server ends.
  void end() {
    ending = true;
  }

  /// Returns what is missing.
  List<String> troubles() {
    if (ending) {
      return List.of("shutting down");
    }
    if (!open) {
      return List.of("starting");
    }
    return isWritable() ? List.of() : List.of("the mail store takes no writes");
  }

  private synchronized boolean isWritable() {
    Instant now = clock.instant();
    boolean fresh = !now.isBefore(tried) && now.isBefore(tried.plus(KEPT));
    if (!fresh) {
      writable = tries();
      tried = now;
    }
    return writable;
  }

  // One that hangs is waited for again, not joined by another.
  private boolean tries() {
    try {
      Future<?> running = trial == null ? workers.submit(write) : trial;
      trial = running;
      running.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      trial = null;
      return true;
    } catch (TimeoutException _) {
      log.warn("the mail store has not answered for {}", PATIENCE);
    } catch (ExecutionException | RejectedExecutionException e) {
      trial = null;
      log.warn("the mail store takes no writes", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return false;
  }
}

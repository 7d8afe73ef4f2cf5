package dev.postern.outbound;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.AccountId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends scheduled mail when its time has come, an account's in the order of their times. What came
/// due while no server ran is sent at the next start.
///
/// What fails for a reason that may pass, such as a full mailbox, is tried again every minute for
/// four hours; mail of other accounts does not wait for it.
public final class ScheduleWorker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ScheduleWorker.class);
  private static final int PAGE = 50;
  private static final Duration RETRY = Duration.ofMinutes(1);
  private static final Duration PATIENCE = Duration.ofHours(4);

  /// Longer than any queued mail was to wait.
  private static final Duration UNHEARD = Duration.ofMinutes(5);

  private final ScheduleStore schedules;
  private final Release release;
  private final InstantSource clock;
  private final Executor workers;
  private final AtomicBoolean running = new AtomicBoolean();
  private final Map<AccountId, Instant> putOff = new HashMap<>();
  private @Nullable ScheduledFuture<?> timer;

  /// Makes a worker that does nothing before [#start].
  ///
  /// @param workers runs what blocks
  public ScheduleWorker(
      ScheduleStore schedules, Release release, InstantSource clock, Executor workers) {
    this.schedules = schedules;
    this.release = release;
    this.clock = clock;
    this.workers = workers;
  }

  /// Looks every second from now on.
  ///
  /// @param scheduler is given nothing that blocks
  public synchronized void start(ScheduledExecutorService scheduler) {
    timer = scheduler.scheduleWithFixedDelay(this::wake, 0, 1, TimeUnit.SECONDS);
  }

  private void wake() {
    if (running.compareAndSet(false, true)) {
      workers.execute(() -> {
        try {
          sendDue();
        } catch (RuntimeException e) {
          log.warn("scheduled mail cannot be read; trying again later", e);
        } finally {
          running.set(false);
        }
      });
    }
  }

  /// Sends what is due now.
  void sendDue() {
    Instant now = clock.instant();
    // Further off than it was put: the clock was set back.
    putOff.values().removeIf(until -> !until.isAfter(now) || until.isAfter(now.plus(RETRY)));
    boolean more = true;
    while (more) {
      // Each page sends some, or has fewer accounts for the next.
      Set<AccountId> waiting = Set.copyOf(putOff.keySet());
      List<Scheduled> due = schedules.due(now, now.plus(UNHEARD), waiting, PAGE);
      for (Scheduled mail : due) {
        if (!putOff.containsKey(mail.account())) {
          settle(mail, now);
        }
      }
      more = due.size() == PAGE;
    }
  }

  private void settle(Scheduled mail, Instant now) {
    try {
      release.send(mail);
    } catch (GatewayException e) {
      if (Gate.isUndecided(e)) {
        end(mail, e, true, now);
        return;
      }
      if (e.fault() == Fault.UNAVAILABLE || e.fault() == Fault.STORAGE_FULL) {
        throw e;
      }
      boolean soon = e.retryAfter().filter(seconds -> seconds <= RETRY.toSeconds()).isPresent();
      // Who is stopped may go on, as with what is in the queue already.
      boolean waits =
          e.fault() == Fault.SUSPENDED
              || (e.fault().isTransient() && (e.fault() != Fault.THROTTLED || soon));
      end(mail, e, waits, now);
    } catch (RuntimeException e) {
      log.error("scheduled mail {} could not be handled", mail.id(), e);
      end(mail, new GatewayException(Fault.INTERNAL, "internal error", e), true, now);
    }
  }

  private void end(Scheduled mail, GatewayException why, boolean mayWait, Instant now) {
    if (mayWait && mail.due().plus(PATIENCE).isAfter(now)) {
      log.warn("scheduled mail {} waits: {}", mail.id(), why.text());
      putOff.put(mail.account(), now.plus(RETRY));
      return;
    }
    log.warn("scheduled mail {} failed: {}", mail.id(), why.text());
    release.fail(mail, why);
  }

  @Override
  public synchronized void close() {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}

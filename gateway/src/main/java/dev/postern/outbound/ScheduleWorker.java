package dev.postern.outbound;

import dev.postern.auth.Grant;
import dev.postern.auth.GrantStore;
import dev.postern.delivery.Blobs;
import dev.postern.fault.GatewayException;
import dev.postern.mail.Dates;
import dev.postern.mail.HeaderEdit;
import dev.postern.mail.MessageReader;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MailTx;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends scheduled mail when its time has come. It leaves the schedule in the transaction that
/// files and queues it, so it is sent once whatever happens, and what came due while no server ran
/// is sent at the next start.
public final class ScheduleWorker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ScheduleWorker.class);
  private static final int PAGE = 50;

  private final ScheduleStore schedules;
  private final GrantStore grants;
  private final MailStore store;
  private final Sending sending;
  private final InstantSource clock;
  private final Executor workers;
  private final AtomicBoolean running = new AtomicBoolean();
  private @Nullable ScheduledFuture<?> timer;

  /// Makes a worker that does nothing before [#start].
  ///
  /// @param workers runs what blocks
  public ScheduleWorker(
      ScheduleStore schedules,
      GrantStore grants,
      MailStore store,
      Sending sending,
      InstantSource clock,
      Executor workers) {
    this.schedules = schedules;
    this.grants = grants;
    this.store = store;
    this.sending = sending;
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
    for (Scheduled mail : schedules.due(clock.instant(), PAGE)) {
      try {
        send(mail);
      } catch (GatewayException e) {
        if (e.fault().isTransient()) {
          log.warn("scheduled mail {} waits: {}", mail.id(), e.text());
          return;
        }
        log.warn("scheduled mail {} failed: {}", mail.id(), e.text());
        close(mail, Scheduled.Status.FAILED);
      }
    }
  }

  private void send(Scheduled mail) {
    Optional<Grant> sender = grants.grantOf(mail.account());
    Optional<Content> content = schedules.content(mail);
    if (sender.isEmpty() || content.isEmpty()) {
      return;
    }
    mail.recipients().forEach(sending::checkRecipient);
    try (Content open = content.get();
        Blob blob =
            Blobs.of(
                store,
                HeaderEdit.of(open.bytes())
                    .remove("Date")
                    .append("Date: " + Dates.format(clock.instant(), ZoneOffset.UTC))
                    .slices())) {
      Submission submission =
          new Submission(
              sender.get(),
              sender.get().email(),
              mail.recipients(),
              blob,
              MessageReader.read(blob.bytes()),
              mail.replyTo(),
              Optional.empty(),
              mail.metadata(),
              Optional.empty(),
              mail);
      Function<MailTx, MailTx.Added> work = sending.prepare(submission);
      List<MailTx.Added> _ =
          store.commit(
              mail.account(),
              mail,
              tx ->
                  tx.join(ScheduleTx.class).close(mail.id(), Scheduled.Status.SENT)
                      ? List.of(work.apply(tx))
                      : List.of());
    }
  }

  private void close(Scheduled mail, Scheduled.Status status) {
    boolean _ =
        store.commit(
            mail.account(), mail, tx -> tx.join(ScheduleTx.class).close(mail.id(), status));
  }

  @Override
  public synchronized void close() {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}

package dev.postern.outbound;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.ThreadId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;

/// Keeps mail that is sent later; [ScheduleWorker] sends it.
///
/// Its Sent copy's id and thread are given now, so that who was told of it finds it again.
public final class Later {
  /// Of one account that are pending.
  static final int MOST = 10_000;

  private final InstantSource clock;

  Later(InstantSource clock) {
    this.clock = clock;
  }

  /// Keeps a mail until its time. What is queued, or held for a mail client, counts as sent now,
  /// because nobody would hear of it if it were one too many later; other mail counts when it is.
  ///
  /// @param submitted whether it is handed in by a mail client
  /// @return the transaction's work, which throws OVER_QUOTA if too many wait;
  ///   [Submission#replacesDraft] is not taken from the drafts yet
  Function<MailTx, Scheduled> prepare(
      Submission submission, Passage passage, Scheduled.Kind kind, Instant due, boolean submitted) {
    UUID id = UUID.randomUUID();
    Instant now = clock.instant();
    return tx -> {
      ScheduleTx schedules = tx.join(ScheduleTx.class);
      Optional<ThreadId> known = Posting.thread(tx, submission, now);
      OptionalLong counted = OptionalLong.empty();
      refuseTooMany(schedules, kind);
      if (kind != Scheduled.Kind.SCHEDULED) {
        counted = passage.count(tx);
        passage.admit(tx, known);
      }
      ThreadId thread = known.orElseGet(schedules::newThread);
      Scheduled mail =
          new Scheduled(
              submission.sender().account(),
              id,
              kind,
              due,
              schedules.newMessage(),
              thread,
              plan(tx, submission, submitted, counted),
              Scheduled.Status.PENDING,
              Optional.empty(),
              "");
      schedules.add(mail, submission.blob());
      return mail;
    };
  }

  // What is queued is few: it goes in a moment.
  private static void refuseTooMany(ScheduleTx schedules, Scheduled.Kind kind) {
    if (kind != Scheduled.Kind.QUEUED && schedules.pending() >= MOST) {
      throw new GatewayException(
          Fault.OVER_QUOTA, "too many mails wait for their time already: at most " + MOST);
    }
  }

  /// Keeps a mail that somebody consented to until its time.
  ///
  /// @param wanted whether its sender asked for that time; else it is its turn
  Function<MailTx, Boolean> approved(
      Approval mail, Passage passage, Instant due, boolean wanted, Blob blob) {
    Scheduled.Kind kind =
        !wanted
            ? Scheduled.Kind.QUEUED
            : mail.plan().submitted() ? Scheduled.Kind.HELD : Scheduled.Kind.SCHEDULED;
    return tx -> {
      OptionalLong counted =
          kind == Scheduled.Kind.SCHEDULED ? OptionalLong.empty() : passage.count(tx);
      tx.join(ScheduleTx.class).add(mail.scheduled(kind, due, counted), blob);
      return false;
    };
  }

  /// Gives a pending mail up.
  ///
  /// @return false if it is not pending any more
  public static boolean cancel(MailTx tx, Scheduled mail) {
    return end(tx, mail, Scheduled.Status.CANCELLED, "");
  }

  /// Ends a mail that is not sent: it does not count.
  static boolean end(MailTx tx, Scheduled mail, Scheduled.Status status, String reason) {
    ScheduleTx schedules = tx.join(ScheduleTx.class);
    boolean ended = schedules.close(mail.id(), status, reason);
    if (ended && mail.plan().counted().isPresent()) {
      Quotas.uncount(tx, mail.plan().counted().getAsLong(), mail.plan().recipients());
    }
    return ended;
  }

  private static Scheduled.Plan plan(
      MailTx tx, Submission submission, boolean submitted, OptionalLong counted) {
    return new Scheduled.Plan(
        submission.reversePath(),
        List.copyOf(submission.recipients()),
        submitted,
        submission.replyTo(),
        submission.metadata(),
        submission.replacesDraft().map(draft -> draft(tx, draft)),
        counted,
        submission.wishes());
  }

  private static Scheduled.Draft draft(MailTx tx, MessageId id) {
    return new Scheduled.Draft(id, tx.message(id).map(m -> m.revision()).orElse(0));
  }
}

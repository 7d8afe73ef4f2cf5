package dev.postern.outbound;

import dev.postern.delivery.Blobs;
import dev.postern.delivery.DraftLinks;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.Digest;
import dev.postern.mail.HeaderEdit;
import dev.postern.mail.MessageReader;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.Flags;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.NewMessage;
import dev.postern.mailbox.Reports;
import dev.postern.mailbox.SystemFlag;
import dev.postern.mailbox.ThreadId;
import dev.postern.threads.Threading;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A mail that is to wait for consent, ready for the transaction that keeps it.
///
/// What was a draft before stays that draft, as it is. Anything else is stored as one, byte for
/// byte, with the field [#FIELD] on top. What will be sent is kept beside it, so that no change of
/// a draft changes what is sent.
public final class Petition implements Exit {
  /// The header field of a draft that waits. Only people read it; mail that is sent never has it.
  public static final String FIELD = "X-Postern-Held";

  /// Of one account that are pending.
  static final int MOST = 1000;

  private final UUID id = UUID.randomUUID();
  private final Submission submission;
  private final boolean submitted;
  private final Optional<Instant> due;
  private final Instant now;
  private final @Nullable Shown shown;

  /// What becomes a draft.
  private record Shown(Blob blob, Digest digest, DraftLinks links) {}

  /// Prepares a mail.
  ///
  /// @param submission [Submission#replacesDraft]: what shows it, at the revision it has in the
  ///   transaction
  /// @param submitted whether it is sent as [Sending#submit] does
  /// @param due when its sender wants it sent; empty: once it is approved
  /// @throws GatewayException with STORAGE_FULL or UNAVAILABLE
  Petition(
      MailStore store,
      Submission submission,
      boolean submitted,
      Optional<Instant> due,
      Instant now) {
    this.submission = submission;
    this.submitted = submitted;
    this.due = due;
    this.now = now;
    this.shown = submission.replacesDraft().isPresent() ? null : shown(store);
  }

  private Shown shown(MailStore store) {
    HeaderEdit edit = HeaderEdit.of(submission.blob().bytes()).prepend(FIELD + ": " + id);
    Blob blob = Blobs.of(store, edit.slices());
    try {
      Digest digest = MessageReader.read(blob.bytes());
      return new Shown(blob, digest, DraftLinks.of(blob.bytes(), digest, submission.origin()));
    } catch (RuntimeException e) {
      blob.close();
      throw e;
    }
  }

  @Override
  public Departure take(MailTx tx) {
    return new Departure.Held(keep(tx));
  }

  /// Keeps the mail, in the transaction that takes it.
  ///
  /// @throws GatewayException with OVER_QUOTA if too many of the account wait
  public Approval keep(MailTx tx) {
    return keep(tx, tx.join(ScheduleTx.class).newMessage());
  }

  /// Keeps a mail whose Sent copy was promised an id.
  Approval keep(MailTx tx, MessageId promised) {
    ApprovalTx approvals = tx.join(ApprovalTx.class);
    submission
        .replacesDraft()
        .flatMap(approvals::pendingOf)
        .ifPresent(
            earlier -> approvals.close(earlier, Approval.Status.SUPERSEDED, "it was sent anew"));
    makeRoom(tx, approvals);
    MessageId draft = submission.replacesDraft().orElseGet(() -> added(tx));
    Approval approval = approval(tx, draft, promised);
    approvals.add(approval, submission.blob());
    tx.report(Reports.APPROVAL_REQUESTED, Approvals.facts(approval));
    return approval;
  }

  private static void makeRoom(MailTx tx, ApprovalTx approvals) {
    if (approvals.pending() < MOST) {
      return;
    }
    for (ApprovalTx.Waiting waiting : approvals.waiting()) {
      if (!waiting.draft().stands(tx)) {
        approvals.close(waiting.id(), Approval.Status.SUPERSEDED, Approvals.CHANGED);
      }
    }
    if (approvals.pending() >= MOST) {
      throw new GatewayException(
          Fault.OVER_QUOTA, "too many mails wait for approval already: at most " + MOST);
    }
  }

  private MessageId added(MailTx tx) {
    Shown draft = shown;
    if (draft == null) {
      throw new IllegalStateException("there is a draft already");
    }
    Optional<ThreadId> thread =
        submission
            .thread()
            .or(() -> Threading.join(tx, submission.digest(), submission.sender().email(), now));
    NewMessage message =
        new NewMessage(
            draft.blob(),
            draft.digest(),
            thread,
            List.of(FolderId.DRAFTS),
            new Flags(EnumSet.of(SystemFlag.DRAFT, SystemFlag.SEEN), Set.of()),
            now,
            now.getEpochSecond(),
            0,
            submission.replyTo(),
            submission.metadata());
    MessageId added = tx.add(message).message();
    draft.links().note(tx, added);
    return added;
  }

  private Approval approval(MailTx tx, MessageId draft, MessageId promised) {
    var shows =
        tx.message(draft)
            .orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "draft not found"));
    return new Approval(
        submission.sender().account(),
        id,
        Approval.Status.PENDING,
        new Scheduled.Draft(draft, shows.revision()),
        ContentHash.of(
            submission.reversePath(), submission.recipients(), due, submission.blob().bytes()),
        due,
        promised,
        shows.thread(),
        plan(),
        Approval.Heading.of(submission.digest()),
        now,
        Optional.empty(),
        "");
  }

  private Scheduled.Plan plan() {
    return new Scheduled.Plan(
        submission.reversePath(),
        List.copyOf(submission.recipients()),
        submitted,
        submission.replyTo(),
        submission.metadata(),
        Optional.empty(),
        OptionalLong.empty(),
        submission.wishes());
  }

  @Override
  public void close() {
    if (shown != null) {
      shown.blob().close();
    }
  }
}

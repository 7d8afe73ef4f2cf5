package dev.postern.outbound;

import dev.postern.auth.Grant;
import dev.postern.auth.GrantStore;
import dev.postern.delivery.Blobs;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.Dates;
import dev.postern.mail.HeaderEdit;
import dev.postern.mail.MessageReader;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.Reports;
import dev.postern.outbound.Approval.Status;
import dev.postern.outbound.ApprovalStore.Filter;
import dev.postern.outbound.ApprovalStore.Position;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// Mail that waits for consent, for those who may give it.
///
/// Consent is to the bytes and the recipients that were seen: once the draft that shows them is
/// changed or gone, there is nothing left to consent to. What is approved is sent, and leaves the
/// drafts, in the transaction that notes the consent, so it is sent once whatever happens.
public final class Approvals {
  static final String CHANGED = "its draft was changed or deleted since";
  private static final int PAGE = 100;

  private final ApprovalStore approvals;
  private final GrantStore grants;
  private final MailStore store;
  private final Sending sending;
  private final InstantSource clock;

  /// Sends through `sending`.
  public Approvals(
      ApprovalStore approvals,
      GrantStore grants,
      MailStore store,
      Sending sending,
      InstantSource clock) {
    this.approvals = approvals;
    this.grants = grants;
    this.store = store;
    this.sending = sending;
    this.clock = clock;
  }

  /// Returns approvals as they are now, newest first. What turns out to be out of date is noted as
  /// that.
  public List<Approval> list(Filter filter, Optional<Position> after, int limit) {
    List<Approval> found = new ArrayList<>();
    Optional<Position> from = after;
    boolean more = true;
    while (more && found.size() < limit) {
      List<Approval> page = approvals.list(filter, from, PAGE);
      for (Approval each : page) {
        Approval now = settled(each);
        if (found.size() < limit && filter.status().map(now.status()::equals).orElse(true)) {
          found.add(now);
        }
      }
      more = page.size() == PAGE;
      from = more ? Optional.of(Position.of(page.getLast())) : from;
    }
    return found;
  }

  /// Returns one of an application, as it is now.
  ///
  /// @throws GatewayException with NOT_FOUND
  public Approval find(UUID application, UUID id) {
    return approvals
        .find(application, id)
        .map(this::settled)
        .orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "approval not found"));
  }

  /// Returns the one whose Sent copy is, or will be, this message.
  public Optional<Approval> of(AccountId account, MessageId message) {
    return approvals.find(account, message);
  }

  private Approval settled(Approval seen) {
    if (!seen.isPending() || store.glance(seen.account(), seen::stands)) {
      return seen;
    }
    boolean outdated =
        store.commit(
            seen.account(),
            seen,
            tx ->
                !seen.stands(tx)
                    && tx.join(ApprovalTx.class).close(seen.id(), Status.SUPERSEDED, CHANGED));
    return outdated ? again(seen) : seen;
  }

  private Approval again(Approval seen) {
    return approvals.find(seen.account(), seen.message()).orElse(seen);
  }

  /// Sends a mail as its sender would have: now, or at the time it asked for if that is still to
  /// come.
  ///
  /// @param hash of what was seen; empty: whatever it is
  /// @return as it is afterwards
  /// @throws GatewayException with WRONG_STATE if it is not pending or is another mail than was
  ///   seen, SUSPENDED if its sender is stopped, or what sending throws; then it stays as it was,
  ///   unless its draft was changed: then it is superseded
  public Approval approve(Approval seen, Optional<String> hash, Object origin) {
    refuseDecided(seen);
    if (hash.isPresent() && !hash.get().equals(seen.hash())) {
      throw new GatewayException(
          Fault.WRONG_STATE, "content_hash is not that of this mail: look at it again");
    }
    Grant sender =
        grants
            .grantOf(seen.account())
            .orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "approval not found"));
    Optional<Content> content = approvals.content(seen);
    if (content.isEmpty()) {
      throw decided(again(seen));
    }
    try (Content open = content.get()) {
      check(seen, open.bytes());
      send(seen, sender, open.bytes(), origin);
    }
    return again(seen);
  }

  private void check(Approval seen, MemorySegment bytes) {
    Scheduled.Plan plan = seen.plan();
    if (!ContentHash.of(plan.reversePath(), plan.recipients(), seen.due(), bytes)
        .equals(seen.hash())) {
      throw new GatewayException(Fault.INTERNAL, "the mail is not what it was when it came");
    }
    plan.recipients().forEach(recipient -> sending.checkRecipient(seen.account(), recipient));
  }

  private void send(Approval seen, Grant sender, MemorySegment bytes, Object origin) {
    Instant now = clock.instant();
    Optional<Instant> ahead = seen.due().filter(now::isBefore);
    try (Blob blob = Blobs.of(store, ahead.isPresent() ? List.of(bytes) : dated(seen, bytes))) {
      Submission submission = submission(seen, sender, blob, origin);
      Passage passage = sending.gate().pass(submission);
      Optional<Instant> due = ahead.or(() -> sending.gate().turn(sender));
      Function<MailTx, Boolean> work =
          due.isPresent()
              ? sending.later().approved(seen, passage, due.get(), ahead.isPresent(), blob)
              : sending.approved(seen, submission, passage).andThen(_ -> true);
      boolean sent = store.commit(seen.account(), origin, tx -> sent(tx, seen, work));
      if (!sent) {
        throw decided(again(seen));
      }
    }
  }

  // What an agent wrote for a later time is dated when it goes out.
  private List<MemorySegment> dated(Approval seen, MemorySegment bytes) {
    return seen.due().isPresent() && !seen.plan().submitted()
        ? HeaderEdit.of(bytes)
            .remove("Date")
            .append("Date: " + Dates.format(clock.instant(), ZoneOffset.UTC))
            .slices()
        : List.of(bytes);
  }

  private static Submission submission(Approval seen, Grant sender, Blob blob, Object origin) {
    Scheduled.Plan plan = seen.plan();
    return new Submission(
        sender,
        plan.reversePath(),
        plan.recipients(),
        blob,
        MessageReader.read(blob.bytes()),
        plan.replyTo(),
        Optional.of(seen.thread()),
        plan.metadata(),
        Optional.empty(),
        plan.wishes(),
        origin);
  }

  // False: somebody was faster. A draft that was changed leaves its mark and nothing is sent.
  private static boolean sent(MailTx tx, Approval seen, Function<MailTx, Boolean> work) {
    boolean stands = seen.stands(tx);
    Status status = stands ? Status.APPROVED : Status.SUPERSEDED;
    boolean closed = tx.join(ApprovalTx.class).close(seen.id(), status, stands ? "" : CHANGED);
    if (!stands || !closed) {
      return false;
    }
    boolean gone = work.apply(tx);
    if (gone) {
      tx.delete(seen.draft().message());
    }
    tx.report(Reports.APPROVED, facts(seen));
    return true;
  }

  /// Refuses a mail. Its draft stays: an ordinary draft from now on.
  ///
  /// @return as it is afterwards
  /// @throws GatewayException with WRONG_STATE if it is not pending
  public Approval refuse(Approval seen, String reason, Object origin) {
    refuseDecided(seen);
    boolean closed =
        store.commit(
            seen.account(),
            origin,
            tx -> {
              boolean pending = tx.join(ApprovalTx.class).close(seen.id(), Status.REFUSED, reason);
              if (pending) {
                tx.report(Reports.APPROVAL_REFUSED, facts(seen));
              }
              return pending;
            });
    if (!closed) {
      throw decided(again(seen));
    }
    return again(seen);
  }

  static Map<String, String> facts(Approval approval) {
    return Map.of(
        Reports.APPROVAL,
        approval.id().toString(),
        Reports.MESSAGE,
        approval.draft().message().toString());
  }

  private static void refuseDecided(Approval seen) {
    if (!seen.isPending()) {
      throw decided(seen);
    }
  }

  private static GatewayException decided(Approval now) {
    String what =
        switch (now.status()) {
          case PENDING -> "is being decided: try again";
          case APPROVED -> "was approved already";
          case REFUSED -> "was refused already";
          case SUPERSEDED -> "is out of date: " + now.reason();
        };
    return new GatewayException(Fault.WRONG_STATE, "this mail " + what);
  }
}

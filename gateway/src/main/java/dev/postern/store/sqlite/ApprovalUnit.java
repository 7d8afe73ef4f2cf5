package dev.postern.store.sqlite;

import dev.postern.mailbox.Blob;
import dev.postern.mailbox.MessageId;
import dev.postern.outbound.Approval;
import dev.postern.outbound.ApprovalTx;
import dev.postern.outbound.Scheduled;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Mail that waits for consent, inside a mailbox transaction.
record ApprovalUnit(Unit unit) implements ApprovalTx {
  private static final String PENDING = " WHERE account=? AND status='PENDING'";

  // Else all that was ever decided would be looked through.
  private static final String BY_DRAFT = " INDEXED BY approval_pending" + PENDING;

  @Override
  public int pending() {
    return Math.toIntExact(
        unit.db.number("SELECT count(*) FROM approval" + BY_DRAFT, unit.account));
  }

  @Override
  public List<Waiting> waiting() {
    return unit.db.list(
        rows ->
            new Waiting(
                UUID.fromString(rows.getString(1)),
                new Scheduled.Draft(new MessageId(rows.getLong(2)), rows.getInt(3))),
        "SELECT id,draft,draft_revision FROM approval" + BY_DRAFT,
        unit.account);
  }

  @Override
  public Optional<UUID> pendingOf(MessageId draft) {
    return unit.db.one(
        rows -> UUID.fromString(rows.getString(1)),
        "SELECT id FROM approval" + BY_DRAFT + " AND draft=?",
        unit.account,
        draft.value());
  }

  @Override
  public void add(Approval approval, Blob blob) {
    Scheduled.Plan plan = approval.plan();
    unit.db.run(
        "INSERT INTO approval(account,id,application,status,draft,draft_revision,hash,due,message,"
            + "thread,sender,recipients,submitted,reply_to,metadata,wishes,heading,blob,created,"
            + "reason) VALUES(?1,?2,(SELECT application FROM grant_row WHERE account=?1"
            + " AND deleted IS NULL),'PENDING',?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,"
            + "?17,'')",
        unit.account,
        approval.id().toString(),
        approval.draft().message().value(),
        approval.draft().revision(),
        approval.hash(),
        approval.due().map(Instant::toEpochMilli).orElse(null),
        approval.message().value(),
        approval.thread().value(),
        plan.reversePath(),
        String.join("\n", plan.recipients()),
        plan.submitted() ? 1 : 0,
        plan.replyTo().map(MessageId::value).orElse(null),
        MessageRow.pack(plan.metadata()),
        WishesCodec.pack(plan.wishes()),
        ApprovalRows.pack(approval.heading()),
        unit.bodies.take(unit.account, blob),
        approval.created().toEpochMilli());
  }

  @Override
  public boolean close(UUID id, Approval.Status status, String reason) {
    long blob =
        unit.db.number(
            "SELECT blob FROM approval" + PENDING + " AND id=?", unit.account, id.toString());
    if (blob == 0) {
      return false;
    }
    unit.db.run(
        "UPDATE approval SET status=?,decided=?,blob=0,reason=? WHERE account=? AND id=?",
        status.name(),
        unit.now,
        reason,
        unit.account,
        id.toString());
    unit.bodies.release(blob);
    return true;
  }
}

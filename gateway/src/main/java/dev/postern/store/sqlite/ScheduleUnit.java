package dev.postern.store.sqlite;

import dev.postern.mailbox.Blob;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.NewMessage;
import dev.postern.mailbox.ThreadId;
import dev.postern.outbound.ScheduleTx;
import dev.postern.outbound.Scheduled;
import java.util.Optional;
import java.util.UUID;

/// Scheduled mail inside a mailbox transaction.
final class ScheduleUnit implements ScheduleTx {
  private final Unit unit;

  ScheduleUnit(Unit unit) {
    this.unit = unit;
  }

  @Override
  public MessageId newMessage() {
    return new MessageId(unit.nextId());
  }

  @Override
  public ThreadId newThread() {
    return new ThreadId(unit.nextId());
  }

  @Override
  public int pending() {
    return Math.toIntExact(
        unit.db.number(
            "SELECT count(*) FROM schedule INDEXED BY schedule_pending"
                + " WHERE account=? AND closed IS NULL",
            unit.account));
  }

  @Override
  public Optional<UUID> pendingOf(MessageId draft) {
    return unit.db.one(
        rows -> UUID.fromString(rows.getString(1)),
        "SELECT id FROM schedule WHERE account=? AND draft=? AND closed IS NULL",
        unit.account,
        draft.value());
  }

  @Override
  public void add(Scheduled mail, Blob blob) {
    Scheduled.Plan plan = mail.plan();
    unit.db.run(
        "INSERT INTO schedule(account,id,due,status,recipients,reply_to,metadata,blob,kind,message,"
            + "thread,sender,submitted,draft,draft_revision,counted,wishes)"
            + " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        unit.account,
        mail.id().toString(),
        mail.due().toEpochMilli(),
        Scheduled.Status.PENDING.name(),
        String.join("\n", plan.recipients()),
        plan.replyTo().map(MessageId::value).orElse(null),
        MessageRow.pack(plan.metadata()),
        unit.bodies.take(unit.account, blob),
        mail.kind().name(),
        mail.message().value(),
        mail.thread().value(),
        plan.reversePath(),
        plan.submitted() ? 1 : 0,
        plan.draft().map(draft -> draft.message().value()).orElse(null),
        plan.draft().map(Scheduled.Draft::revision).orElse(0),
        plan.counted().isPresent() ? plan.counted().getAsLong() : null,
        WishesCodec.pack(plan.wishes()));
  }

  @Override
  public MailTx.Added file(Scheduled mail, NewMessage copy) {
    // One from before ids were promised has none.
    if (mail.message().value() == 0) {
      return unit.add(copy);
    }
    long joined = copy.thread().map(known -> unit.messages.thread(known.value())).orElse(0L);
    long promised = unit.messages.thread(mail.thread().value());
    long thread = joined != 0 ? joined : promised != 0 ? promised : mail.thread().value();
    return new MessageWork(unit).add(copy, mail.message().value(), thread, 0);
  }

  @Override
  public boolean close(UUID id, Scheduled.Status status, String reason) {
    long blob =
        unit.db.number(
            "SELECT blob FROM schedule WHERE account=? AND id=? AND closed IS NULL",
            unit.account,
            id.toString());
    if (blob == 0) {
      return false;
    }
    boolean kept = status == Scheduled.Status.FAILED;
    unit.db.run(
        "UPDATE schedule SET status=?,closed=?,blob=?,reason=? WHERE account=? AND id=?",
        status.name(),
        unit.now,
        kept ? blob : 0,
        reason,
        unit.account,
        id.toString());
    if (!kept) {
      unit.bodies.release(blob);
    }
    return true;
  }
}

package dev.postern.store.sqlite;

import dev.postern.mailbox.Blob;
import dev.postern.mailbox.MessageId;
import dev.postern.outbound.ScheduleTx;
import dev.postern.outbound.Scheduled;
import java.util.UUID;

/// Scheduled mail inside a mailbox transaction.
final class ScheduleUnit implements ScheduleTx {
  private final Unit unit;

  ScheduleUnit(Unit unit) {
    this.unit = unit;
  }

  @Override
  public void add(Scheduled mail, Blob blob) {
    unit.db.run(
        "INSERT INTO schedule VALUES(?,?,?,?,?,?,?,NULL,?)",
        unit.account,
        mail.id().toString(),
        mail.due().toEpochMilli(),
        Scheduled.Status.PENDING.name(),
        String.join("\n", mail.recipients()),
        mail.replyTo().map(MessageId::value).orElse(null),
        MessageRow.pack(mail.metadata()),
        unit.bodies.take(unit.account, blob));
  }

  @Override
  public boolean close(UUID id, Scheduled.Status status) {
    long blob =
        unit.db.number(
            "SELECT blob FROM schedule WHERE account=? AND id=? AND closed IS NULL",
            unit.account,
            id.toString());
    if (blob == 0) {
      return false;
    }
    unit.db.run(
        "UPDATE schedule SET status=?,closed=?,blob=0 WHERE account=? AND id=?",
        status.name(),
        unit.now,
        unit.account,
        id.toString());
    unit.bodies.release(blob);
    return true;
  }
}

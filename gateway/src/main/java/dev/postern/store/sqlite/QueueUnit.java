package dev.postern.store.sqlite;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.MessageId;
import dev.postern.outbound.QueueTx;

/// The outbound queue inside a mailbox transaction.
final class QueueUnit implements QueueTx {
  /// No account sent it, so the end of none ends it.
  private static final long NOBODY = 0;

  private final Unit unit;

  QueueUnit(Unit unit) {
    this.unit = unit;
  }

  @Override
  public long enqueue(MessageId message, Envelope envelope) {
    MessageRow row =
        unit.messages
            .get(message.value())
            .orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "no such message"));
    unit.bodies.refer(row.blob());
    return enqueue(row.blob(), unit.account, envelope);
  }

  @Override
  public long enqueue(Blob blob, Envelope envelope) {
    return enqueue(unit.bodies.take(unit.account, blob), NOBODY, envelope);
  }

  private long enqueue(long blob, long sender, Envelope envelope) {
    if (envelope.recipients().isEmpty()) {
      throw new GatewayException(Fault.INVALID, "a mail needs a recipient");
    }
    long queue =
        unit.db.insert(
            "INSERT INTO queue(account,sender,blob,strip_bcc,queued,expires) VALUES(?,?,?,?,?,?)",
            sender,
            envelope.sender(),
            blob,
            envelope.stripBcc() ? 1 : 0,
            unit.now,
            envelope.expires().toEpochMilli());
    for (String recipient : envelope.recipients()) {
      unit.db.run(
          "INSERT INTO recipient(queue,address,attempts,due,diagnostic) VALUES(?,?,0,?,'')",
          queue,
          recipient,
          envelope.due().toEpochMilli());
    }
    unit.queued();
    return queue;
  }
}

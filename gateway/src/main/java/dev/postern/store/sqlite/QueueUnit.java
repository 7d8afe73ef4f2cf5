package dev.postern.store.sqlite;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.MessageId;
import dev.postern.outbound.Lane;
import dev.postern.outbound.QueueTx;
import dev.postern.outbound.Wishes;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// The outbound queue inside a transaction, of a mailbox or of none.
final class QueueUnit implements QueueTx {
  /// No account sent it, so the end of none ends it.
  private static final long NOBODY = 0;

  private final Db db;
  private final Bodies bodies;
  private final long now;
  private final long account;
  private final @Nullable Unit unit;
  private final LongConsumer queued;

  QueueUnit(Unit unit) {
    this(unit.db, unit.bodies, unit.now, unit.account, unit, unit::queued);
  }

  /// Makes the queue in a transaction of no account.
  ///
  /// @param queued hears the id of each mail that may be due
  QueueUnit(Db db, Bodies bodies, long now, LongConsumer queued) {
    this(db, bodies, now, NOBODY, null, queued);
  }

  private QueueUnit(
      Db db, Bodies bodies, long now, long account, @Nullable Unit unit, LongConsumer queued) {
    this.db = db;
    this.bodies = bodies;
    this.now = now;
    this.account = account;
    this.unit = unit;
    this.queued = queued;
  }

  @Override
  public long enqueue(MessageId message, Envelope envelope) {
    MessageRow row =
        Optional.ofNullable(unit)
            .flatMap(mailbox -> mailbox.messages.get(message.value()))
            .orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "no such message"));
    bodies.refer(row.blob());
    return enqueue(row.blob(), account, message.value(), envelope);
  }

  @Override
  public long enqueueOwn(Blob blob, Envelope envelope) {
    return enqueue(bodies.take(account, blob), account, null, envelope);
  }

  @Override
  public long enqueue(Blob blob, Envelope envelope) {
    return enqueue(bodies.take(account, blob), NOBODY, null, envelope);
  }

  private long enqueue(long blob, long sender, @Nullable Long message, Envelope envelope) {
    if (envelope.recipients().isEmpty()) {
      throw new GatewayException(Fault.INVALID, "a mail needs a recipient");
    }
    Wishes wishes = envelope.wishes();
    long queue =
        db.insert(
            "INSERT INTO queue(account,sender,blob,strip_bcc,queued,expires,message,ret,"
                + "envelope_id,require_tls,verdict,notice) VALUES(?,?,?,?,?,?,?,?,?,?,?,?)",
            sender,
            envelope.sender(),
            blob,
            envelope.stripBcc() ? 1 : 0,
            now,
            envelope.expires().toEpochMilli(),
            message,
            wishes.ret().map(Enum::name).orElse(null),
            wishes.envelopeId(),
            wishes.requireTls() ? 1 : 0,
            envelope.verdict().map(VerdictCodec::pack).orElse(null),
            envelope.firstNotice().toEpochMilli());
    for (String recipient : envelope.recipients()) {
      Wishes.Recipient wish = wishes.of(recipient);
      db.run(
          "INSERT INTO recipient(queue,account,address,domain,attempts,due,diagnostic,notify,"
              + "original) VALUES(?,?,?,?,0,?,'',?,?)",
          queue,
          sender,
          recipient,
          Lane.domain(recipient),
          envelope.due().toEpochMilli(),
          QueueRows.bits(wish.events()),
          wish.original());
    }
    queued.accept(queue);
    return queue;
  }

  @Override
  public int done(List<Long> recipientIds) {
    Set<Long> mails = new LinkedHashSet<>();
    int waited = 0;
    for (long recipient : recipientIds) {
      long queue =
          db.number("SELECT queue FROM recipient WHERE id=? AND due IS NOT NULL", recipient);
      if (queue != 0) {
        waited += db.run("DELETE FROM recipient WHERE id=?", recipient);
        mails.add(queue);
      }
    }
    mails.forEach(mail -> removeIfDone(db, bodies, mail));
    return waited;
  }

  /// Removes a mail without recipients, and lets go of its bytes.
  static void removeIfDone(Db db, Bodies bodies, long queue) {
    if (db.number("SELECT EXISTS(SELECT 1 FROM recipient WHERE queue=?)", queue) > 0) {
      return;
    }
    long blob = db.number("SELECT blob FROM queue WHERE id=?", queue);
    if (blob != 0) {
      db.run("DELETE FROM queue WHERE id=?", queue);
      bodies.release(blob);
    }
  }

  @Override
  public boolean retry(long recipientId, Instant due, Attempt attempt) {
    return db.run(
            "UPDATE recipient SET due=?,tried=?,remote=?,diagnostic=?,attempts=attempts+1"
                + " WHERE id=? AND due IS NOT NULL",
            due.toEpochMilli(),
            attempt.at().toEpochMilli(),
            attempt.remote(),
            attempt.diagnostic(),
            recipientId)
        > 0;
  }

  @Override
  public boolean fail(long recipientId, Attempt attempt) {
    return db.run(
            "UPDATE recipient SET due=NULL,failed=?1,tried=?1,remote=?2,diagnostic=?3,"
                + "attempts=attempts+1 WHERE id=?4 AND due IS NOT NULL",
            attempt.at().toEpochMilli(),
            attempt.remote(),
            attempt.diagnostic(),
            recipientId)
        > 0;
  }

  @Override
  public boolean giveUp(long recipientId, Instant at, String why) {
    return db.run(
            "UPDATE recipient SET due=NULL,failed=?,diagnostic=? WHERE id=? AND due IS NOT NULL",
            at.toEpochMilli(),
            why,
            recipientId)
        > 0;
  }

  @Override
  public void noticed(long queueId, Optional<Instant> next) {
    db.run(
        "UPDATE queue SET notice=? WHERE id=?",
        next.map(Instant::toEpochMilli).orElse(null),
        queueId);
  }
}

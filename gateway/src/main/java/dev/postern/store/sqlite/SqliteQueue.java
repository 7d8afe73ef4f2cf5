package dev.postern.store.sqlite;

import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Content;
import dev.postern.outbound.QueueStore;
import dev.postern.store.sqlite.segment.SegmentFiles;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// The outbound queue of the embedded engine. A recipient is waiting while it has a due time.
final class SqliteQueue implements QueueStore {
  private final Committer committer;
  private final Readers readers;
  private final SegmentFiles files;
  private final List<Runnable> wakes = new CopyOnWriteArrayList<>();

  SqliteQueue(Committer committer, Readers readers, SegmentFiles files) {
    this.committer = committer;
    this.readers = readers;
    this.files = files;
  }

  void wake() {
    wakes.forEach(Runnable::run);
  }

  @Override
  public List<Due> due(Instant now, int limit) {
    return readers.read(db ->
        db.list(
            rows ->
                new Due(
                    rows.getLong(1),
                    rows.getLong(2),
                    new AccountId(rows.getLong(3)),
                    rows.getString(4),
                    rows.getString(5),
                    rows.getInt(6) != 0,
                    rows.getInt(7),
                    Instant.ofEpochMilli(rows.getLong(8)),
                    Instant.ofEpochMilli(rows.getLong(9))),
            "SELECT q.id,r.id,q.account,q.sender,r.address,q.strip_bcc,r.attempts,q.queued,"
                + "q.expires FROM recipient r JOIN queue q ON q.id=r.queue"
                + " WHERE r.due<=? ORDER BY r.due,r.id LIMIT ?",
            now.toEpochMilli(),
            limit));
  }

  @Override
  public Optional<Instant> nextDue() {
    return readers.read(db ->
        db.one(
            rows -> Instant.ofEpochMilli(rows.getLong(1)),
            "SELECT due FROM recipient WHERE due IS NOT NULL ORDER BY due LIMIT 1"));
  }

  @Override
  public Optional<Content> content(long queueId) {
    return BlobPlaces.open(
        readers,
        files,
        "SELECT b.segment,b.start,b.length FROM queue q JOIN blob b ON b.id=q.blob WHERE q.id=?",
        queueId);
  }

  @Override
  public void done(List<Long> recipientIds) {
    committer.commit(writer -> {
      for (long recipient : recipientIds) {
        long queue = writer.db().number("SELECT queue FROM recipient WHERE id=?", recipient);
        writer.db().run("DELETE FROM recipient WHERE id=?", recipient);
        removeIfDone(writer, queue);
      }
      return true;
    });
  }

  /// Removes a mail without recipients, and lets go of its bytes.
  static void removeIfDone(Job.Writer writer, long queue) {
    Db db = writer.db();
    if (db.number("SELECT count(*) FROM recipient WHERE queue=?", queue) > 0) {
      return;
    }
    long blob = db.number("SELECT blob FROM queue WHERE id=?", queue);
    if (blob != 0) {
      db.run("DELETE FROM queue WHERE id=?", queue);
      writer.bodies().release(blob);
    }
  }

  @Override
  public void retry(long recipientId, Instant due, String diagnostic) {
    committer.commit(writer ->
        writer
            .db()
            .run(
                "UPDATE recipient SET due=?,diagnostic=?,attempts=attempts+1 WHERE id=?",
                due.toEpochMilli(),
                diagnostic,
                recipientId));
  }

  @Override
  public void fail(long recipientId, String diagnostic, Instant now) {
    committer.commit(writer ->
        writer
            .db()
            .run(
                "UPDATE recipient SET due=NULL,failed=?,diagnostic=?,attempts=attempts+1"
                    + " WHERE id=?",
                now.toEpochMilli(),
                diagnostic,
                recipientId));
  }

  @Override
  public void onEnqueue(Runnable wake) {
    wakes.add(wake);
  }
}

package dev.postern.store.sqlite;

import dev.postern.mail.Digest;
import dev.postern.mailbox.Content;
import dev.postern.store.sqlite.segment.SegmentFiles;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The contents of messages in the order in which they came.
final class TextSource {
  private static final int BATCH = 256;

  private final Readers mail;
  private final SegmentFiles files;

  TextSource(Readers mail, SegmentFiles files) {
    this.mail = mail;
    this.files = files;
  }

  /// A body, and the message whose content it is, the present or an earlier one; message 0 if it is
  /// none's.
  record Body(long blob, long account, long id, int revision) {}

  /// Takes a content.
  interface Visit {
    void content(Body body, MemorySegment bytes, Digest digest);
  }

  /// Returns the next bodies behind a position.
  ///
  /// @param account 0 for all
  List<Body> after(long position, long account, int most) {
    return mail.read(db ->
        db.list(
            rows -> new Body(rows.getLong(1), rows.getLong(2), rows.getLong(3), rows.getInt(4)),
            "SELECT b.id,b.account,coalesce(m.id,e.message,0),"
                + "coalesce(m.revision,e.revision,0) FROM blob b"
                + " LEFT JOIN account a ON a.id=b.account AND a.deleted=0"
                + " LEFT JOIN message m ON m.blob=b.id AND m.account=a.id"
                + " LEFT JOIN earlier e ON e.blob=b.id AND e.blob<>0 AND e.account=a.id"
                + " WHERE b.id>?1 AND (?2=0 OR b.account=?2) ORDER BY b.id LIMIT ?3",
            position,
            account,
            most));
  }

  /// Returns the revisions of a message that are there.
  Set<Integer> revisions(long account, long message) {
    return mail.read(db ->
        Set.copyOf(
            db.list(
                rows -> rows.getInt(1),
                "SELECT revision FROM message WHERE account=?1 AND id=?2 UNION SELECT revision"
                    + " FROM earlier WHERE account=?1 AND message=?2 AND blob<>0",
                account,
                message)));
  }

  long last() {
    return mail.read(db -> db.number("SELECT max(id) FROM blob"));
  }

  /// Visits a content, unless it is gone.
  void read(Body body, Visit visit) {
    if (body.id() == 0) {
      return;
    }
    Optional<Digest> digest = mail.read(db -> new Messages(db, body.account()).digest(body.blob()));
    Optional<Content> content =
        BlobPlaces.open(
            mail, files, "SELECT segment,start,length FROM blob WHERE id=?", body.blob());
    if (content.isPresent()) {
      try (Content bytes = content.get()) {
        digest.ifPresent(known -> visit.content(body, bytes.bytes(), known));
      }
    }
  }

  /// Visits the contents of an account behind a position.
  void each(long position, long account, Visit visit) {
    List<Body> batch = after(position, account, BATCH);
    while (!batch.isEmpty()) {
      batch.forEach(body -> read(body, visit));
      batch = after(batch.getLast().blob(), account, BATCH);
    }
  }
}

package dev.postern.store.sqlite;

import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.MessageId;
import dev.postern.outbound.ScheduleStore;
import dev.postern.outbound.Scheduled;
import dev.postern.store.sqlite.segment.SegmentFiles;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Mail to be sent later.
final class SqliteSchedules implements ScheduleStore {
  private static final String COLUMNS =
      "s.account,s.id,s.due,s.status,s.recipients,s.reply_to,s.metadata,s.closed";

  private final Readers readers;
  private final SegmentFiles files;

  SqliteSchedules(Readers readers, SegmentFiles files) {
    this.readers = readers;
    this.files = files;
  }

  @Override
  public List<Scheduled> all(AccountId account) {
    return readers.read(db ->
        db.list(
            SqliteSchedules::read,
            "SELECT " + COLUMNS + " FROM schedule s WHERE account=? ORDER BY due,id",
            account.value()));
  }

  @Override
  public Optional<Scheduled> find(AccountId account, UUID id) {
    return readers.read(db ->
        db.one(
            SqliteSchedules::read,
            "SELECT " + COLUMNS + " FROM schedule s WHERE account=? AND id=?",
            account.value(),
            id.toString()));
  }

  @Override
  public List<Scheduled> due(Instant now, int limit) {
    return readers.read(db ->
        db.list(
            SqliteSchedules::read,
            "SELECT "
                + COLUMNS
                + " FROM schedule s JOIN account a ON a.id=s.account AND a.deleted=0"
                + " WHERE s.closed IS NULL AND s.due<=? ORDER BY s.due LIMIT ?",
            now.toEpochMilli(),
            limit));
  }

  @Override
  public Optional<Content> content(Scheduled mail) {
    return BlobPlaces.open(
        readers,
        files,
        "SELECT b.segment,b.start,b.length FROM schedule s JOIN blob b ON b.id=s.blob"
            + " WHERE s.account=? AND s.id=?",
        mail.account().value(),
        mail.id().toString());
  }

  private static Scheduled read(ResultSet rows) throws SQLException {
    long replyTo = rows.getLong(6);
    long closed = rows.getLong(8);
    return new Scheduled(
        new AccountId(rows.getLong(1)),
        UUID.fromString(rows.getString(2)),
        Instant.ofEpochMilli(rows.getLong(3)),
        Scheduled.Status.valueOf(rows.getString(4)),
        List.of(rows.getString(5).split("\n", -1)),
        replyTo == 0 ? Optional.empty() : Optional.of(new MessageId(replyTo)),
        MessageRow.unpackMetadata(rows.getBytes(7)),
        closed == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(closed)));
  }

  /// Removes mails that were closed before `before`, in milliseconds.
  ///
  /// @return how many, at most `most`
  static int drop(Db db, long before, int most) {
    return db.run(
        "DELETE FROM schedule WHERE (account,id) IN"
            + " (SELECT account,id FROM schedule WHERE closed<? LIMIT ?)",
        before,
        most);
  }
}

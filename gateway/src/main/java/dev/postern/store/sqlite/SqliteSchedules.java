package dev.postern.store.sqlite;

import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.ThreadId;
import dev.postern.outbound.ScheduleStore;
import dev.postern.outbound.Scheduled;
import dev.postern.store.sqlite.segment.SegmentFiles;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/// Mail to be sent later.
final class SqliteSchedules implements ScheduleStore {
  // Before version 3 everything was sent under the address of the account.
  private static final String SELECT =
      "SELECT"
          + " s.account,s.id,s.due,s.status,s.recipients,s.reply_to,s.metadata,s.closed,s.kind,s.message,s.thread,coalesce(s.sender,(SELECT"
          + " email FROM grant_row g WHERE"
          + " g.account=s.account)),s.submitted,s.draft,s.draft_revision,s.counted,s.reason,s.wishes"
          + " FROM schedule s";

  private static final String OF_LIVING = " JOIN account a ON a.id=s.account AND a.deleted=0";

  private static final String NOT_AMONG = " AND s.account NOT IN (SELECT value FROM json_each(?))";
  private static final Collector<CharSequence, ?, String> OTHERS =
      Collectors.joining(",", "[", "]");

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
            SELECT + " WHERE s.account=? ORDER BY s.due,s.id",
            account.value()));
  }

  @Override
  public Optional<Scheduled> find(AccountId account, UUID id) {
    return readers.read(db ->
        db.one(
            SqliteSchedules::read,
            SELECT + " WHERE s.account=? AND s.id=?",
            account.value(),
            id.toString()));
  }

  @Override
  public Optional<Scheduled> find(AccountId account, MessageId message) {
    return readers.read(db ->
        db.one(
            SqliteSchedules::read,
            SELECT + " WHERE s.account=? AND s.message=? AND s.message<>0",
            account.value(),
            message.value()));
  }

  @Override
  public List<Scheduled> due(Instant now, Instant unheard, Set<AccountId> except, int limit) {
    String others = except.stream().map(each -> "" + each.value()).collect(OTHERS);
    return readers.read(db -> {
      List<Scheduled> due =
          new ArrayList<>(
              db.list(
                  SqliteSchedules::read,
                  SELECT
                      + OF_LIVING
                      + " WHERE s.closed IS NULL AND s.due<=?"
                      + NOT_AMONG
                      + " ORDER BY s.due LIMIT ?",
                  now.toEpochMilli(),
                  others,
                  limit));
      due.addAll(
          db.list(
              SqliteSchedules::read,
              SELECT
                  + OF_LIVING
                  + " WHERE s.closed IS NULL AND s.kind='QUEUED' AND s.due>?"
                  + NOT_AMONG
                  + " ORDER BY s.due LIMIT ?",
              unheard.toEpochMilli(),
              others,
              limit - due.size()));
      return due;
    });
  }

  @Override
  public Optional<Instant> lastQueued(UUID application) {
    return readers.read(db ->
        db.one(
            rows -> Instant.ofEpochMilli(rows.getLong(1)),
            "SELECT s.due FROM schedule s"
                + OF_LIVING
                + " JOIN grant_row g ON g.account=s.account AND g.application=?"
                + " WHERE s.closed IS NULL AND s.kind='QUEUED' ORDER BY s.due DESC LIMIT 1",
            application.toString()));
  }

  @Override
  public int pending() {
    return readers.read(
        db -> Math.toIntExact(db.number("SELECT count(*) FROM schedule WHERE closed IS NULL")));
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
    long closed = rows.getLong(8);
    return new Scheduled(
        new AccountId(rows.getLong(1)),
        UUID.fromString(rows.getString(2)),
        Scheduled.Kind.valueOf(rows.getString(9)),
        Instant.ofEpochMilli(rows.getLong(3)),
        new MessageId(rows.getLong(10)),
        new ThreadId(rows.getLong(11)),
        plan(rows),
        Scheduled.Status.valueOf(rows.getString(4)),
        closed == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(closed)),
        rows.getString(17));
  }

  private static Scheduled.Plan plan(ResultSet rows) throws SQLException {
    long replyTo = rows.getLong(6);
    long draft = rows.getLong(14);
    int revision = rows.getInt(15);
    long counted = rows.getLong(16);
    return new Scheduled.Plan(
        rows.getString(12),
        List.of(rows.getString(5).split("\n", -1)),
        rows.getInt(13) != 0,
        replyTo == 0 ? Optional.empty() : Optional.of(new MessageId(replyTo)),
        MessageRow.unpackMetadata(rows.getBytes(7)),
        draft == 0
            ? Optional.empty()
            : Optional.of(new Scheduled.Draft(new MessageId(draft), revision)),
        counted == 0 ? OptionalLong.empty() : OptionalLong.of(counted),
        WishesCodec.unpack(rows.getBytes(18)));
  }

  /// Removes mails that were closed before `before`, in milliseconds, with what is left of their
  /// bytes.
  ///
  /// @return how many, at most `most`
  static int drop(Job.Writer writer, long before, int most) {
    Db db = writer.db();
    db
        .list(
            rows -> rows.getLong(1),
            "SELECT blob FROM schedule WHERE closed<? ORDER BY closed,account,id LIMIT ?",
            before,
            most)
        .stream()
        .filter(blob -> blob != 0)
        .forEach(writer.bodies()::release);
    return db.run(
        "DELETE FROM schedule WHERE (account,id) IN (SELECT account,id FROM schedule WHERE closed<?"
            + " ORDER BY closed,account,id LIMIT ?)",
        before,
        most);
  }
}

package dev.postern.store.sqlite;

import dev.postern.mailbox.AccountId;
import dev.postern.outbound.DeskStore;
import dev.postern.outbound.Due;
import dev.postern.outbound.QueueStore;
import dev.postern.outbound.QueueTx.Attempt;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/// The queue of the embedded engine, for people.
final class SqliteDesk implements DeskStore {
  private final Committer committer;
  private final Readers readers;

  SqliteDesk(Committer committer, Readers readers) {
    this.committer = committer;
    this.readers = readers;
  }

  /// What a filter asks of a recipient (r), with its values.
  private record Condition(String sql, List<Object> values) {
    static Condition of(Filter filter) {
      List<String> parts = new ArrayList<>();
      List<Object> values = new ArrayList<>();
      filter
          .mail()
          .ifPresent(id -> {
            parts.add("r.queue=?");
            values.add(id);
          });
      filter
          .domain()
          .ifPresent(domain -> {
            parts.add("r.domain=?");
            values.add(domain);
          });
      filter
          .account()
          .map(AccountId::value)
          .ifPresent(account -> {
            parts.add("r.account=?");
            values.add(account);
          });
      filter
          .application()
          .map(UUID::toString)
          .ifPresent(application -> {
            parts.add("r.account IN (SELECT account FROM grant_row WHERE application=?)");
            values.add(application);
          });
      filter
          .status()
          .ifPresent(status ->
              parts.add(
                  switch (status) {
                    case WAITING -> "r.due IS NOT NULL";
                    case FAILED -> "r.failed IS NOT NULL";
                  }));
      parts.add("1");
      return new Condition(String.join(" AND ", parts), values);
    }

    Object[] with(Object... more) {
      List<Object> all = new ArrayList<>(values);
      all.addAll(List.of(more));
      return all.toArray();
    }
  }

  @Override
  public List<Entry> list(Filter filter, OptionalLong before, int limit, int recipients) {
    Condition condition = Condition.of(filter);
    List<Object> values = new ArrayList<>(List.of(before.orElse(Long.MAX_VALUE)));
    // The index of accounts finds mails in their order; without it each mail is looked at.
    String account = filter.account().isPresent() ? " AND q.account=?" : "";
    filter.account().ifPresent(each -> values.add(each.value()));
    values.addAll(condition.values());
    values.add(limit);
    return readers.read(db ->
        db
            .list(
                QueueRows::mail,
                "SELECT "
                    + QueueRows.MAIL
                    + " FROM queue q WHERE q.id<?"
                    + account
                    + (filter.mail().isPresent() ? " AND q.id=" + filter.mail().getAsLong() : "")
                    + " AND EXISTS(SELECT 1 FROM recipient r WHERE r.queue=q.id AND "
                    + condition.sql()
                    + ") ORDER BY q.id DESC LIMIT ?",
                values.toArray())
            .stream()
            .map(mail ->
                new Entry(
                    mail,
                    db.number(
                        "SELECT length FROM blob WHERE id=(SELECT blob FROM queue WHERE id=?)",
                        mail.id()),
                    db.list(
                        SqliteDesk::recipient,
                        "SELECT address,attempts,due,failed,tried,remote,diagnostic"
                            + " FROM recipient r WHERE r.queue=? AND "
                            + condition.sql()
                            + " ORDER BY r.id LIMIT ?",
                        values(mail.id(), condition, recipients)),
                    count(db, mail.id(), "due"),
                    count(db, mail.id(), "failed")))
            .toList());
  }

  private static Object[] values(long mail, Condition condition, int limit) {
    List<Object> values = new ArrayList<>(List.of(mail));
    values.addAll(condition.values());
    values.add(limit);
    return values.toArray();
  }

  private static int count(Db db, long mail, String column) {
    return Math.toIntExact(
        db.number("SELECT count(" + column + ") FROM recipient WHERE queue=?", mail));
  }

  private static Recipient recipient(ResultSet rows) throws SQLException {
    long due = rows.getLong(3);
    long failed = rows.getLong(4);
    long tried = rows.getLong(5);
    String diagnostic = rows.getString(7);
    return new Recipient(
        rows.getString(1),
        rows.getInt(2),
        time(due),
        time(failed),
        time(tried).map(at -> new Attempt(at, remote(rows), diagnostic)),
        diagnostic);
  }

  private static String remote(ResultSet rows) {
    try {
      return rows.getString(6);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Optional<Instant> time(long millis) {
    return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }

  @Override
  public int retry(Filter filter, Instant now, int limit) {
    Condition condition = Condition.of(filter);
    List<Object> values = new ArrayList<>(List.of(now.toEpochMilli()));
    values.addAll(List.of(condition.with(now.toEpochMilli(), limit)));
    return committer.commit(writer ->
        writer
            .db()
            .run(
                "UPDATE recipient SET due=? WHERE id IN (SELECT r.id FROM recipient r WHERE "
                    + condition.sql()
                    // By the lane, not by the time.
                    + " AND r.due IS NOT NULL AND +r.due>? LIMIT ?)",
                values.toArray()));
  }

  @Override
  public List<QueueStore.Notice> waiting(Filter filter, int limit) {
    Condition condition = Condition.of(filter);
    return readers.read(db -> {
      Map<Long, List<Due>> mails = new LinkedHashMap<>();
      for (Due due :
          db.list(
              QueueRows::due,
              "SELECT "
                  + QueueRows.DUE
                  + " FROM recipient r JOIN queue q ON q.id=r.queue WHERE r.due IS NOT NULL AND "
                  + condition.sql()
                  + " LIMIT ?",
              condition.with(limit))) {
        mails.computeIfAbsent(due.queueId(), _ -> new ArrayList<>()).add(due);
      }
      return mails.values().stream()
          .map(waiting -> new QueueStore.Notice(waiting.getFirst().mail(), waiting))
          .toList();
    });
  }

  @Override
  public int remove(Filter filter, int limit) {
    Condition condition = Condition.of(filter);
    return committer.commit(writer -> {
      Db db = writer.db();
      Set<Long> mails = new LinkedHashSet<>();
      List<Long> ids = new ArrayList<>();
      db.each(
          rows -> {
            ids.add(rows.getLong(1));
            mails.add(rows.getLong(2));
          },
          "SELECT r.id,r.queue FROM recipient r WHERE " + condition.sql() + " LIMIT ?",
          condition.with(limit));
      ids.forEach(id -> db.run("DELETE FROM recipient WHERE id=?", id));
      mails.forEach(mail -> QueueUnit.removeIfDone(db, writer.bodies(), mail));
      return ids.size();
    });
  }
}

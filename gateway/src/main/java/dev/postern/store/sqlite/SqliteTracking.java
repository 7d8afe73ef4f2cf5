package dev.postern.store.sqlite;

import dev.postern.delivery.Hit;
import dev.postern.delivery.Tracked;
import dev.postern.delivery.TrackingOptions;
import dev.postern.delivery.TrackingStore;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.MessageId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What is kept of tracked messages. It stays when a message is deleted: whoever got the mail still
/// has its links.
final class SqliteTracking implements TrackingStore {
  private static final String OPTIONS = "opens,links,replies,label,domain";

  /// The one the others are found by comes last.
  private static final List<String> TABLES = List.of("tracking_hit", "tracking_link", "tracking");

  private final Readers readers;

  SqliteTracking(Readers readers) {
    this.readers = readers;
  }

  @Override
  public Optional<TrackingOptions> options(AccountId account, MessageId message) {
    return readers.read(db -> options(db, account.value(), message));
  }

  @Override
  public Optional<Found> find(String token) {
    return readers.read(db ->
        db.one(
            SqliteTracking::found,
            "SELECT "
                + OPTIONS
                + ",account,message,token,targets FROM tracking"
                + " WHERE token=? AND account IN (SELECT id FROM account WHERE deleted=0)",
            token));
  }

  @Override
  public List<Hit> earlier(AccountId account, MessageId message, Hit.Kind kind, long before) {
    return readers.read(db ->
        db.list(
            SqliteTracking::hit,
            "SELECT number,link,at,ip,agent FROM tracking_hit WHERE account=? AND message=?"
                + " AND kind=? AND number<? ORDER BY number DESC LIMIT ?",
            account.value(),
            message.value(),
            kind.name(),
            before,
            Hit.KEPT - 1));
  }

  private static Hit hit(ResultSet rows) throws SQLException {
    return new Hit(
        rows.getInt(1),
        rows.getInt(2),
        new Hit.Visit(Instant.ofEpochMilli(rows.getLong(3)), rows.getString(4), rows.getString(5)));
  }

  static Optional<TrackingOptions> options(Db db, long account, MessageId message) {
    return db.one(
        SqliteTracking::options,
        "SELECT " + OPTIONS + " FROM tracking WHERE account=? AND message=?",
        account,
        message.value());
  }

  private static TrackingOptions options(ResultSet rows) throws SQLException {
    return new TrackingOptions(
        rows.getInt(1) != 0,
        rows.getInt(2) != 0,
        rows.getInt(3) != 0,
        rows.getString(4),
        rows.getString(5));
  }

  private static Found found(ResultSet rows) throws SQLException {
    String targets = rows.getString(9);
    return new Found(
        new AccountId(rows.getLong(6)),
        new MessageId(rows.getLong(7)),
        new Tracked(
            options(rows),
            rows.getString(8),
            targets.isEmpty() ? List.of() : List.of(targets.split("\n", -1))));
  }

  /// Removes what was kept before `before`, in milliseconds.
  ///
  /// @return how many, at most `most`
  static int drop(Db db, long before, int most) {
    int dropped = 0;
    for (String table : TABLES) {
      dropped =
          db.run(
              "DELETE FROM "
                  + table
                  + " WHERE (account,message) IN (SELECT account,message FROM tracking"
                  + " WHERE created<? ORDER BY created,account,message LIMIT ?)",
              before,
              most);
    }
    return dropped;
  }
}

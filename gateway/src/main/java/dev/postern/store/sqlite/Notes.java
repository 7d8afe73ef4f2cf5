package dev.postern.store.sqlite;

import dev.postern.mailbox.MailRead.Noted;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.ThreadId;
import java.time.Instant;
import java.util.List;

/// Names under which messages of one account are found again.
final class Notes {
  private final Db db;
  private final long account;

  Notes(Db db, long account) {
    this.db = db;
    this.account = account;
  }

  /// @param now milliseconds
  void put(String name, MessageId message, boolean lasting, long now) {
    db.run(
        "INSERT OR REPLACE INTO note VALUES(?,?,?,?,?,0,0)",
        account,
        name,
        message.value(),
        now,
        lasting ? 1 : 0);
  }

  List<Noted> of(String name) {
    return db.list(
        rows ->
            new Noted(
                new MessageId(rows.getLong(1)),
                Instant.ofEpochMilli(rows.getLong(2)),
                rows.getInt(3) == 0,
                rows.getInt(4),
                new ThreadId(rows.getLong(5))),
        "SELECT n.message,n.at,EXISTS(SELECT 1 FROM message m WHERE m.account=n.account"
            + " AND m.id=n.message),n.revision,n.thread FROM note n"
            + " WHERE n.account=? AND n.name=? ORDER BY n.at DESC,n.message DESC",
        account,
        name);
  }

  /// Removes notes from before `before`, in milliseconds, but for the lasting ones of messages that
  /// exist.
  ///
  /// @return how many, at most `most`
  static int drop(Db db, long before, int most) {
    return db.run(
        "DELETE FROM note WHERE (account,name,message) IN"
            + " (SELECT account,name,message FROM note n WHERE at<? AND (lasting=0 OR NOT EXISTS"
            + " (SELECT 1 FROM message m WHERE m.account=n.account AND m.id=n.message)) LIMIT ?)",
        before,
        most);
  }
}

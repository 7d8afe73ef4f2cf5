package dev.postern.store.sqlite;

import java.util.List;

/// Removes what a deleted account has left, a slice at a time.
final class AccountPurge {
  private static final List<String> SMALL =
      List.of(
          "folder",
          "subscription",
          "calendar",
          "delivery_key",
          "answer",
          "account_setting",
          "access_token",
          "refresh_token",
          "sign_in_code",
          "sign_in",
          "annotation",
          "counter",
          "reputation",
          "tracking",
          "tracking_link",
          "tracking_hit",
          "folder_colour",
          "device",
          "lint");

  private final Job.Writer writer;
  private final long account;

  AccountPurge(Job.Writer writer, long account) {
    this.writer = writer;
    this.account = account;
  }

  /// Removes up to `most` messages, or the rest of the account's rows when none is left.
  ///
  /// @return whether there is more
  boolean slice(int most) {
    Db db = writer.db();
    List<MessageRow> rows =
        db.list(
            Messages::read,
            "SELECT " + Messages.COLUMNS + " FROM message m WHERE account=? LIMIT ?",
            account,
            most);
    for (MessageRow row : rows) {
      db.run("DELETE FROM message WHERE account=? AND id=?", account, row.id());
      db.run("INSERT INTO purge VALUES(?,?,?,?)", account, row.id(), row.received(), row.blob());
      db.run(
          "INSERT INTO purge SELECT account,message,?,blob FROM earlier"
              + " WHERE account=? AND message=? AND blob<>0",
          row.received(),
          account,
          row.id());
      db.run("DELETE FROM earlier WHERE account=? AND message=?", account, row.id());
    }
    if (!rows.isEmpty()) {
      return true;
    }
    if (removeSome(most)) {
      return true;
    }
    for (String table : SMALL) {
      db.run("DELETE FROM " + table + " WHERE account=?", account);
    }
    db.run("DELETE FROM webhook_position WHERE account=?", account);
    db.run("DELETE FROM webhook_attempt WHERE account=?", account);
    db.run("DELETE FROM account WHERE id=?", account);
    return false;
  }

  /// Removes rows of tables that may be long.
  private boolean removeSome(int most) {
    int removed = 0;
    removed += some("page", "folder,first", most);
    removed += some("page_cold", "folder,first", most);
    removed += some("filed", "folder,received,message,uid", most);
    removed += some("unread", "received,message", most);
    removed += some("starred", "received,message", most);
    removed += some("thread", "id", most);
    removed += some("thread_alias", "id", most);
    removed += some("pair", "pair,received,message", most);
    removed += some("log", "seq", most);
    removed += some("tomb", "folder,modseq", most);
    removed += some("evaluation", "number", most);
    removed += some("import_key", "job,key", most);
    removed += some("note", "name,message", most);
    removed += waiting("schedule", most);
    removed += waiting("approval", most);
    return removed > 0;
  }

  /// Removes rows of mail that waits or waited, with its bytes.
  private int waiting(String table, int most) {
    record Row(String id, long blob) {}
    Db db = writer.db();
    List<Row> rows =
        db.list(
            found -> new Row(found.getString(1), found.getLong(2)),
            "SELECT id,blob FROM " + table + " WHERE account=? LIMIT ?",
            account,
            most);
    for (Row row : rows) {
      db.run("DELETE FROM " + table + " WHERE account=? AND id=?", account, row.id());
      if (row.blob() != 0) {
        writer.bodies().release(row.blob());
      }
    }
    return rows.size();
  }

  private int some(String table, String key, int most) {
    return writer
        .db()
        .run(
            ("DELETE FROM %1$s WHERE account=?1 AND (%2$s) IN"
                    + " (SELECT %2$s FROM %1$s WHERE account=?1 LIMIT ?2)")
                .formatted(table, key),
            account,
            most);
  }
}

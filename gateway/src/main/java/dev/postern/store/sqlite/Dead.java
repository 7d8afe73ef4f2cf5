package dev.postern.store.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;

/// A content of a deleted message, with its index rows still there.
record Dead(long account, long message, long received, long blob) {
  static final String COLUMNS = "account,message,received,blob";

  static Dead read(ResultSet rows) throws SQLException {
    return new Dead(rows.getLong(1), rows.getLong(2), rows.getLong(3), rows.getLong(4));
  }

  /// Removes it with everything that was computed of it.
  void remove(Db db, Bodies bodies) {
    new Messages(db, account)
        .digest(blob)
        .ifPresent(digest -> new IndexRows(db, account).delete(message, received, digest));
    db.run("DELETE FROM content WHERE id=?", blob);
    bodies.release(blob);
    db.run("DELETE FROM purge WHERE account=? AND message=? AND blob=?", account, message, blob);
  }
}

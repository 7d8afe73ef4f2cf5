package dev.postern.store.sqlite;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The rows by which a folder's messages are listed by date, as one transaction adds and removes
/// them. [#flush] writes them, many in one statement.
final class FiledRows {
  private static final int AT_ONCE = 32;
  private static final Comparator<Row> BY_KEY =
      Comparator.comparingLong(Row::folder)
          .thenComparingLong(Row::received)
          .thenComparingLong(Row::message)
          .thenComparingLong(Row::uid);
  private static final String ONE = "INSERT INTO filed VALUES(?,?,?,?,?)";
  private static final String MANY = many();

  private final Db db;
  private final long account;
  private final List<Row> added = new ArrayList<>();
  private final List<Row> removed = new ArrayList<>();

  private record Row(long folder, long received, long message, long uid) {}

  FiledRows(Db db, long account) {
    this.db = db;
    this.account = account;
  }

  private static String many() {
    StringBuilder sql = new StringBuilder("INSERT INTO filed VALUES");
    for (int row = 0; row < AT_ONCE; row++) {
      sql.append(row == 0 ? "" : ",").append("(?1");
      for (int column = 0; column < 4; column++) {
        sql.append(",?").append(2 + 4 * row + column);
      }
      sql.append(')');
    }
    return sql.toString();
  }

  void add(long folder, long received, long message, long uid) {
    added.add(new Row(folder, received, message, uid));
  }

  void remove(long folder, long received, long message, long uid) {
    removed.add(new Row(folder, received, message, uid));
  }

  /// Writes what was added, then takes away what was removed: a UID is never given twice, so what
  /// was both is gone.
  void flush() {
    added.sort(BY_KEY);
    removed.sort(BY_KEY);
    int at = 0;
    for (; at + AT_ONCE <= added.size(); at += AT_ONCE) {
      db.run(MANY, values(added.subList(at, at + AT_ONCE)));
    }
    for (; at < added.size(); at++) {
      db.run(ONE, values(added.subList(at, at + 1)));
    }
    for (Row row : removed) {
      db.run(
          "DELETE FROM filed WHERE account=? AND folder=? AND received=? AND message=? AND uid=?",
          values(List.of(row)));
    }
    added.clear();
    removed.clear();
  }

  private Object[] values(List<Row> rows) {
    Object[] values = new Object[1 + 4 * rows.size()];
    int at = 0;
    values[at++] = account;
    for (Row row : rows) {
      values[at++] = row.folder();
      values[at++] = row.received();
      values[at++] = row.message();
      values[at++] = row.uid();
    }
    return values;
  }
}

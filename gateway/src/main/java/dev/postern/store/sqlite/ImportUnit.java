package dev.postern.store.sqlite;

import dev.postern.delivery.ImportTx;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/// What imports brought, inside a mailbox transaction.
final class ImportUnit implements ImportTx {
  private final Unit unit;

  ImportUnit(Unit unit) {
    this.unit = unit;
  }

  @Override
  public boolean take(String job, String key) {
    return unit.db.run(
            "INSERT OR IGNORE INTO import_key VALUES(?,?,?,?)", unit.account, job, key, unit.now)
        > 0;
  }

  @Override
  public Set<String> taken(String job, Collection<String> keys) {
    Set<String> taken = new HashSet<>();
    for (String key : keys) {
      if (unit.db.number(
              "SELECT count(*) FROM import_key WHERE account=? AND job=? AND key=?",
              unit.account,
              job,
              key)
          > 0) {
        taken.add(key);
      }
    }
    return taken;
  }

  @Override
  public long count(String job) {
    return unit.db.number(
        "SELECT count(*) FROM import_key WHERE account=? AND job=?", unit.account, job);
  }

  @Override
  public int forget(String job, int most) {
    return unit.db.run(
        "DELETE FROM import_key WHERE account=?1 AND job=?2 AND key IN"
            + " (SELECT key FROM import_key WHERE account=?1 AND job=?2 LIMIT ?3)",
        unit.account,
        job,
        most);
  }

  /// Removes keys that are too old, at most `most`.
  ///
  /// @param before milliseconds
  /// @return how many were removed
  static int drop(Db db, long before, int most) {
    return db.run(
        "DELETE FROM import_key WHERE (account,job,key) IN"
            + " (SELECT account,job,key FROM import_key WHERE at<? LIMIT ?)",
        before,
        most);
  }
}

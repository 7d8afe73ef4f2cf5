package dev.postern.store.sqlite;

import dev.postern.lint.Lint;
import dev.postern.lint.LintKind;
import dev.postern.lint.LintStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Lints of the embedded engine.
final class SqliteLints implements LintStore {
  private static final String UPSERT =
      "INSERT INTO lint VALUES(?1,?2,?3,?4,?5,?6)"
          + " ON CONFLICT DO UPDATE SET last=max(last,?5),count=count+?6";

  private final Committer committer;
  private final Readers readers;

  SqliteLints(Committer committer, Readers readers) {
    this.committer = committer;
    this.readers = readers;
  }

  @Override
  public void add(List<Lint> noticed, int most) {
    committer.commit(writer -> {
      Db db = writer.db();
      Set<Long> accounts = new LinkedHashSet<>();
      for (Lint lint : noticed) {
        long account = lint.account().map(grant -> account(db, grant)).orElse(0L);
        if (account != 0 || lint.account().isEmpty()) {
          accounts.add(account);
          db.run(
              UPSERT,
              account,
              lint.source(),
              lint.kind().name(),
              lint.first().toEpochMilli(),
              lint.last().toEpochMilli(),
              lint.count());
        }
      }
      for (long account : accounts) {
        db.run(
            "DELETE FROM lint WHERE account=?1 AND (source,kind) IN (SELECT source,kind FROM lint"
                + " WHERE account=?1 ORDER BY last DESC,source,kind LIMIT -1 OFFSET ?2)",
            account,
            most);
      }
      return accounts.size();
    });
  }

  private static long account(Db db, UUID grant) {
    return db.number(
        "SELECT account FROM grant_row WHERE id=? AND deleted IS NULL", grant.toString());
  }

  @Override
  public List<Lint> lints(UUID application, boolean unknown, int limit, int offset) {
    return readers.read(db ->
        db.list(
            SqliteLints::lint,
            "SELECT g.id,l.source,l.kind,l.first,l.last,l.count FROM lint l LEFT JOIN grant_row g"
                + " ON g.account=l.account AND g.deleted IS NULL"
                + " WHERE g.application=?1 OR (?2 AND l.account=0)"
                + " ORDER BY l.last DESC,l.account,l.source,l.kind LIMIT ?3 OFFSET ?4",
            application.toString(),
            unknown ? 1 : 0,
            limit,
            offset));
  }

  private static Lint lint(ResultSet rows) throws SQLException {
    return new Lint(
        Optional.ofNullable(rows.getString(1)).map(UUID::fromString),
        rows.getString(2),
        LintKind.valueOf(rows.getString(3)),
        Instant.ofEpochMilli(rows.getLong(4)),
        Instant.ofEpochMilli(rows.getLong(5)),
        rows.getLong(6));
  }
}

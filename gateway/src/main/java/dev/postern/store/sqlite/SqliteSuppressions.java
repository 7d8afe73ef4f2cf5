package dev.postern.store.sqlite;

import dev.postern.mailbox.AccountId;
import dev.postern.outbound.Suppression;
import dev.postern.outbound.Suppression.Reason;
import dev.postern.outbound.SuppressionStore;
import dev.postern.outbound.SuppressionTx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// The suppression lists of the embedded engine.
final class SqliteSuppressions implements SuppressionStore {
  private static final String ADD = "INSERT OR IGNORE INTO suppression VALUES(?,?,?,?,?)";
  private static final String APPLICATION =
      "SELECT application FROM grant_row WHERE account=? AND deleted IS NULL";

  private final Committer committer;
  private final Readers readers;

  SqliteSuppressions(Committer committer, Readers readers) {
    this.committer = committer;
    this.readers = readers;
  }

  @Override
  public Set<String> among(AccountId account, Collection<String> addresses) {
    return readers.glance(db -> {
      Set<String> found = new HashSet<>();
      for (String address : addresses) {
        if (db.number(
                "SELECT count(*) FROM suppression WHERE application=("
                    + APPLICATION
                    + ") AND address=?",
                account.value(),
                address)
            > 0) {
          found.add(address);
        }
      }
      return found;
    });
  }

  @Override
  public List<Suppression> list(
      UUID application, Optional<String> address, Optional<String> after, int limit) {
    List<Object> values = new ArrayList<>();
    values.add(application.toString());
    values.add(after.orElse(""));
    address.ifPresent(values::add);
    values.add(limit);
    return readers.read(db ->
        db.list(
            SqliteSuppressions::entry,
            "SELECT application,address,reason,detail,created FROM suppression"
                + " WHERE application=? AND address>?"
                + (address.isPresent() ? " AND address=?" : "")
                + " ORDER BY address LIMIT ?",
            values.toArray()));
  }

  @Override
  public Suppression add(Suppression entry) {
    return committer.commit(writer -> {
      Db db = writer.db();
      add(db, entry);
      return db.one(
              SqliteSuppressions::entry,
              "SELECT application,address,reason,detail,created FROM suppression"
                  + " WHERE application=? AND address=?",
              entry.application().toString(),
              entry.address())
          .orElse(entry);
    });
  }

  private static void add(Db db, Suppression entry) {
    int _ =
        db.run(
            ADD,
            entry.application().toString(),
            entry.address(),
            entry.reason().name(),
            entry.detail(),
            entry.createdAt().toEpochMilli());
  }

  @Override
  public boolean remove(UUID application, String address) {
    return committer.commit(writer ->
        writer
                .db()
                .run(
                    "DELETE FROM suppression WHERE application=? AND address=?",
                    application.toString(),
                    address)
            > 0);
  }

  private static Suppression entry(ResultSet rows) throws SQLException {
    return new Suppression(
        UUID.fromString(rows.getString(1)),
        rows.getString(2),
        Reason.valueOf(rows.getString(3)),
        rows.getString(4),
        Instant.ofEpochMilli(rows.getLong(5)));
  }

  /// The list of the account's application.
  record InTransaction(Unit unit) implements SuppressionTx {
    @Override
    public void suppress(String address, Reason reason, String detail) {
      Instant now = Instant.ofEpochMilli(unit.now);
      unit.db
          .one(rows -> UUID.fromString(rows.getString(1)), APPLICATION, unit.account)
          .ifPresent(owner -> add(unit.db, new Suppression(owner, address, reason, detail, now)));
    }
  }
}

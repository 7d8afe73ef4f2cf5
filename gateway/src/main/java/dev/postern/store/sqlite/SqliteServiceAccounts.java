package dev.postern.store.sqlite;

import dev.postern.auth.ServiceAccount;
import dev.postern.auth.ServiceAccountStore;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Service accounts of the embedded engine.
final class SqliteServiceAccounts implements ServiceAccountStore {
  private static final String SELECT =
      "SELECT id,application,name,public_key,created FROM service_account ";

  private final Committer committer;
  private final Readers readers;

  SqliteServiceAccounts(Committer committer, Readers readers) {
    this.committer = committer;
    this.readers = readers;
  }

  @Override
  public Optional<ServiceAccount> account(UUID id) {
    return readers.read(
        db -> db.one(SqliteServiceAccounts::read, SELECT + "WHERE id=?", id.toString()));
  }

  @Override
  public List<ServiceAccount> accounts(UUID application) {
    return readers.read(db ->
        db.list(
            SqliteServiceAccounts::read,
            SELECT + "WHERE application=? ORDER BY created,id",
            application.toString()));
  }

  @Override
  public void add(ServiceAccount account, int most) {
    committer.commit(writer -> {
      Db db = writer.db();
      String application = account.application().toString();
      if (db.number("SELECT count(*) FROM service_account WHERE application=?", application)
          >= most) {
        throw new GatewayException(
            Fault.LIMIT, "the application has the maximum of " + most + " service accounts");
      }
      return db.run(
          "INSERT INTO service_account VALUES(?,?,?,?,?)",
          account.id().toString(),
          application,
          account.name(),
          account.publicKey(),
          account.createdAt().toEpochMilli());
    });
  }

  @Override
  public boolean remove(UUID application, UUID id) {
    return committer.commit(writer -> {
      Db db = writer.db();
      int removed =
          db.run(
              "DELETE FROM service_account WHERE id=? AND application=?",
              id.toString(),
              application.toString());
      if (removed > 0) {
        db.run("DELETE FROM service_nonce WHERE account=?", id.toString());
      }
      return removed > 0;
    });
  }

  @Override
  public boolean takeNonce(UUID account, String nonce, Instant now, Instant forget) {
    return committer.commit(writer -> {
      Db db = writer.db();
      db.run("DELETE FROM service_nonce WHERE at<?", forget.toEpochMilli());
      return db.run(
              "INSERT INTO service_nonce VALUES(?,?,?) ON CONFLICT DO NOTHING",
              account.toString(),
              nonce,
              now.toEpochMilli())
          > 0;
    });
  }

  private static ServiceAccount read(ResultSet rows) throws SQLException {
    return new ServiceAccount(
        UUID.fromString(rows.getString(1)),
        UUID.fromString(rows.getString(2)),
        rows.getString(3),
        rows.getString(4),
        Instant.ofEpochMilli(rows.getLong(5)));
  }
}

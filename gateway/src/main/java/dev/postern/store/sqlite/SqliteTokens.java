package dev.postern.store.sqlite;

import dev.postern.auth.TokenStore;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Access tokens of the embedded engine.
final class SqliteTokens implements TokenStore {
  private final Committer committer;
  private final Readers readers;

  SqliteTokens(Committer committer, Readers readers) {
    this.committer = committer;
    this.readers = readers;
  }

  @Override
  public void add(byte[] hash, UUID grant, Instant now, Instant expires, int most) {
    committer.commit(writer -> {
      Db db = writer.db();
      long account =
          db.number(
              "SELECT account FROM grant_row WHERE id=? AND deleted IS NULL", grant.toString());
      if (account == 0) {
        throw new GatewayException(Fault.NOT_FOUND, "no such account");
      }
      db.run(
          "DELETE FROM access_token WHERE account=? AND expires<=?", account, now.toEpochMilli());
      if (db.number(
              "SELECT count(*) FROM access_token WHERE account=? AND sign_in IS NULL", account)
          >= most) {
        throw new GatewayException(Fault.LIMIT, "the account has too many access tokens");
      }
      return db.run(
          "INSERT INTO access_token(hash,account,created,expires) VALUES(?,?,?,?)",
          hash,
          account,
          now.toEpochMilli(),
          expires.toEpochMilli());
    });
  }

  @Override
  public Optional<UUID> grantOf(byte[] hash, Instant now) {
    return readers.read(db ->
        db.one(
            rows -> UUID.fromString(rows.getString(1)),
            "SELECT g.id FROM access_token t JOIN grant_row g ON g.account=t.account"
                + " WHERE t.hash=? AND t.expires>? AND g.deleted IS NULL",
            hash,
            now.toEpochMilli()));
  }

  @Override
  public void revoke(UUID grant) {
    committer.commit(writer -> {
      Db db = writer.db();
      long account = db.number("SELECT account FROM grant_row WHERE id=?", grant.toString());
      SqliteConsents.endAll(db, account);
      return db.run("DELETE FROM access_token WHERE account=?", account);
    });
  }
}

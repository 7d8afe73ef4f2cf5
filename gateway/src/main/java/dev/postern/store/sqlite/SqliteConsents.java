package dev.postern.store.sqlite;

import dev.postern.auth.ConsentStore;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Codes of sign-ins, and what they gave, in the embedded engine.
final class SqliteConsents implements ConsentStore {
  /// Access tokens of one sign-in that live beside each other; renewing makes one each time.
  private static final int MOST_ACCESS_TOKENS = 10;

  private final Committer committer;
  private final Readers readers;

  SqliteConsents(Committer committer, Readers readers) {
    this.committer = committer;
    this.readers = readers;
  }

  @Override
  public void addCode(byte[] hash, Code code, int most) {
    committer.commit(writer -> {
      Db db = writer.db();
      long account = account(db, code.grant());
      if (account == 0) {
        throw new GatewayException(Fault.NOT_FOUND, "no such account");
      }
      db.run(
          "DELETE FROM sign_in_code WHERE account=?1 AND hash NOT IN (SELECT hash FROM sign_in_code"
              + " WHERE account=?1 ORDER BY expires DESC LIMIT ?2)",
          account,
          most - 1);
      return db.run(
          "INSERT INTO sign_in_code VALUES(?,?,?,?,?,?,?,0,NULL)",
          hash,
          account,
          code.application().toString(),
          code.redirectUri(),
          code.challenge().orElse(null),
          code.offline() ? 1 : 0,
          code.expires().toEpochMilli());
    });
  }

  @Override
  public Optional<Code> takeCode(byte[] hash, Instant now) {
    return committer.commit(writer -> {
      Db db = writer.db();
      db.run("DELETE FROM sign_in_code WHERE hash=? AND expires<=?", hash, now.toEpochMilli());
      if (db.run("UPDATE sign_in_code SET taken=1 WHERE hash=? AND taken=0", hash) == 0) {
        endOf(db, "SELECT sign_in FROM sign_in_code WHERE hash=?", hash);
        db.run("DELETE FROM sign_in_code WHERE hash=?", hash);
        return Optional.<Code>empty();
      }
      return db.one(
          SqliteConsents::code,
          "SELECT g.id,c.application,c.redirect_uri,c.challenge,c.offline,c.expires"
              + " FROM sign_in_code c JOIN grant_row g ON g.account=c.account"
              + " WHERE c.hash=? AND g.deleted IS NULL",
          hash);
    });
  }

  @Override
  public boolean open(byte[] code, Consent consent, Tokens tokens, int most) {
    return committer.commit(writer -> {
      Db db = writer.db();
      long account = account(db, consent.grant());
      String id = consent.id().toString();
      if (account == 0 || db.run("UPDATE sign_in_code SET sign_in=? WHERE hash=?", id, code) == 0) {
        return false;
      }
      for (String old : superfluous(db, account, tokens.now(), most - 1)) {
        end(db, old);
      }
      db.run(
          "INSERT INTO sign_in VALUES(?,?,?,?,?)",
          id,
          account,
          consent.application().toString(),
          consent.proven() ? 1 : 0,
          tokens.now().toEpochMilli());
      add(db, account, id, tokens);
      return true;
    });
  }

  // Those that have no living token, and the oldest beyond `most`.
  private static List<String> superfluous(Db db, long account, Instant now, int most) {
    return db.list(
        rows -> rows.getString(1),
        "SELECT id FROM sign_in s WHERE account=?1 AND (NOT EXISTS (SELECT 1 FROM refresh_token r"
            + " WHERE r.sign_in=s.id AND r.used=0 AND r.expires>?2) AND NOT EXISTS (SELECT 1 FROM"
            + " access_token t WHERE t.sign_in=s.id AND t.expires>?2) OR id NOT IN (SELECT id FROM"
            + " sign_in WHERE account=?1 ORDER BY created DESC LIMIT ?3))",
        account,
        now.toEpochMilli(),
        most);
  }

  private static void add(Db db, long account, String signIn, Tokens tokens) {
    long now = tokens.now().toEpochMilli();
    db.run(
        "DELETE FROM access_token WHERE sign_in=?1 AND hash NOT IN (SELECT hash FROM access_token"
            + " WHERE sign_in=?1 AND expires>?2 ORDER BY created DESC LIMIT ?3)",
        signIn,
        now,
        MOST_ACCESS_TOKENS - 1);
    db.run(
        "INSERT INTO access_token(hash,account,created,expires,sign_in) VALUES(?,?,?,?,?)",
        tokens.access(),
        account,
        now,
        tokens.accessExpires().toEpochMilli(),
        signIn);
    db.run("DELETE FROM refresh_token WHERE sign_in=? AND expires<=?", signIn, now);
    tokens
        .refresh()
        .ifPresent(hash ->
            db.run(
                "INSERT INTO refresh_token VALUES(?,?,?,?,?,0)",
                hash,
                account,
                signIn,
                now,
                tokens.refreshExpires().toEpochMilli()));
  }

  @Override
  public Optional<Consent> consentOf(byte[] refreshToken, Instant now) {
    return readers.read(db ->
        db.one(
            rows ->
                new Consent(
                    UUID.fromString(rows.getString(1)),
                    UUID.fromString(rows.getString(2)),
                    UUID.fromString(rows.getString(3)),
                    rows.getInt(4) != 0),
            "SELECT s.id,g.id,s.application,s.proven FROM refresh_token r"
                + " JOIN sign_in s ON s.id=r.sign_in JOIN grant_row g ON g.account=s.account"
                + " WHERE r.hash=? AND r.expires>? AND g.deleted IS NULL",
            refreshToken,
            now.toEpochMilli()));
  }

  @Override
  public boolean renew(byte[] refreshToken, Tokens tokens) {
    return committer.commit(writer -> {
      Db db = writer.db();
      Optional<String> signIn =
          db.one(
              rows -> rows.getString(1),
              "SELECT sign_in FROM refresh_token WHERE hash=?",
              refreshToken);
      if (signIn.isEmpty()) {
        return false;
      }
      if (db.run("UPDATE refresh_token SET used=1 WHERE hash=? AND used=0", refreshToken) == 0) {
        end(db, signIn.get());
        return false;
      }
      long account = db.number("SELECT account FROM sign_in WHERE id=?", signIn.get());
      add(db, account, signIn.get(), tokens);
      return true;
    });
  }

  @Override
  public void end(byte[] token, Optional<UUID> application) {
    committer.commit(writer -> {
      Db db = writer.db();
      String owner = application.map(UUID::toString).orElse(null);
      db.run(
          "DELETE FROM access_token WHERE hash=?1 AND sign_in IS NULL AND (?2 IS NULL OR EXISTS"
              + " (SELECT 1 FROM grant_row g WHERE g.account=access_token.account"
              + " AND g.application=?2))",
          token,
          owner);
      endOf(
          db,
          "SELECT s.id FROM sign_in s WHERE (?2 IS NULL OR s.application=?2) AND (s.id IN"
              + " (SELECT sign_in FROM access_token WHERE hash=?1) OR s.id IN"
              + " (SELECT sign_in FROM refresh_token WHERE hash=?1))",
          token,
          owner);
      return true;
    });
  }

  private static void endOf(Db db, String query, @Nullable Object... values) {
    db.list(rows -> Optional.ofNullable(rows.getString(1)), query, values)
        .forEach(found -> found.ifPresent(id -> end(db, id)));
  }

  private static void end(Db db, String signIn) {
    db.run("DELETE FROM access_token WHERE sign_in=?", signIn);
    db.run("DELETE FROM refresh_token WHERE sign_in=?", signIn);
    db.run("DELETE FROM sign_in WHERE id=?", signIn);
  }

  /// Ends everything that codes of an account gave, and the codes.
  static void endAll(Db db, long account) {
    db.run("DELETE FROM access_token WHERE account=? AND sign_in IS NOT NULL", account);
    db.run("DELETE FROM refresh_token WHERE account=?", account);
    db.run("DELETE FROM sign_in_code WHERE account=?", account);
    db.run("DELETE FROM sign_in WHERE account=?", account);
  }

  @Override
  public Optional<AccessToken> accessToken(byte[] hash, Instant now) {
    return readers.read(db ->
        db.one(
            rows ->
                new AccessToken(
                    UUID.fromString(rows.getString(1)),
                    UUID.fromString(rows.getString(2)),
                    Instant.ofEpochMilli(rows.getLong(3)),
                    Instant.ofEpochMilli(rows.getLong(4))),
            "SELECT g.id,g.application,t.created,t.expires FROM access_token t"
                + " JOIN grant_row g ON g.account=t.account"
                + " WHERE t.hash=? AND t.expires>? AND g.deleted IS NULL",
            hash,
            now.toEpochMilli()));
  }

  private static long account(Db db, UUID grant) {
    return db.number(
        "SELECT account FROM grant_row WHERE id=? AND deleted IS NULL", grant.toString());
  }

  private static Code code(ResultSet rows) throws SQLException {
    return new Code(
        UUID.fromString(rows.getString(1)),
        UUID.fromString(rows.getString(2)),
        rows.getString(3),
        Optional.ofNullable(rows.getString(4)),
        rows.getInt(5) != 0,
        Instant.ofEpochMilli(rows.getLong(6)));
  }
}

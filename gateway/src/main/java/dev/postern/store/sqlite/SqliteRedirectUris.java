package dev.postern.store.sqlite;

import dev.postern.auth.RedirectUri;
import dev.postern.auth.RedirectUriStore;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Redirect URIs of the embedded engine.
final class SqliteRedirectUris implements RedirectUriStore {
  private final Committer committer;
  private final Readers readers;

  SqliteRedirectUris(Committer committer, Readers readers) {
    this.committer = committer;
    this.readers = readers;
  }

  @Override
  public List<RedirectUri> of(UUID application) {
    return readers.read(db ->
        db.list(
            SqliteRedirectUris::uri,
            "SELECT id,application,url,platform,settings,created FROM redirect_uri"
                + " WHERE application=? ORDER BY created,id",
            application.toString()));
  }

  @Override
  public void put(RedirectUri uri, int most) {
    committer.commit(writer -> {
      Db db = writer.db();
      String id = uri.id().toString();
      String application = uri.application().toString();
      db.run("DELETE FROM redirect_uri WHERE id=?", id);
      if (db.number("SELECT count(*) FROM redirect_uri WHERE application=?", application) >= most) {
        throw new GatewayException(Fault.LIMIT, "the application has too many redirect URIs");
      }
      if (db.number(
              "SELECT count(*) FROM redirect_uri WHERE application=? AND url=?",
              application,
              uri.url())
          > 0) {
        throw new GatewayException(
            Fault.ALREADY_EXISTS, "url: the application has a redirect URI with it already");
      }
      return db.run(
          "INSERT INTO redirect_uri VALUES(?,?,?,?,?,?)",
          id,
          application,
          uri.url(),
          uri.platform(),
          pack(uri.settings()),
          uri.createdAt().toEpochMilli());
    });
  }

  @Override
  public void remove(UUID id) {
    committer.commit(
        writer -> writer.db().run("DELETE FROM redirect_uri WHERE id=?", id.toString()));
  }

  private static byte[] pack(Map<String, String> settings) {
    Packer out = new Packer();
    settings.forEach((name, value) -> out.text(name).text(value));
    return out.bytes();
  }

  private static RedirectUri uri(ResultSet rows) throws SQLException {
    Map<String, String> settings = new LinkedHashMap<>();
    for (Unpacker in = new Unpacker(rows.getBytes(5)); in.hasMore(); ) {
      settings.put(in.text(), in.text());
    }
    return new RedirectUri(
        UUID.fromString(rows.getString(1)),
        UUID.fromString(rows.getString(2)),
        rows.getString(3),
        rows.getString(4),
        settings,
        Instant.ofEpochMilli(rows.getLong(6)));
  }
}

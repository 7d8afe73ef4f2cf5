package dev.postern.store.sqlite;

import dev.postern.auth.ApiKey;
import dev.postern.auth.Application;
import dev.postern.auth.Application.Branding;
import dev.postern.auth.ApplicationStore;
import dev.postern.auth.Permission;
import dev.postern.auth.Reach;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Applications and their keys in the embedded engine.
final class SqliteApplications implements ApplicationStore {
  private static final String FIRST_NAME = "Postern";
  private static final String COLUMNS =
      "a.id,a.name,w.id,a.created,a.title,a.icon,a.website,a.description,a.updated";
  private static final String SELECT =
      "SELECT "
          + COLUMNS
          + " FROM application a"
          + " JOIN workspace w ON w.application=a.id AND w.is_default=1 ";

  private final Committer committer;
  private final Readers readers;

  SqliteApplications(Committer committer, Readers readers) {
    this.committer = committer;
    this.readers = readers;
  }

  /// Makes the first application and its default workspace in a new database.
  static void makeFirst(Db db, Instant now) {
    make(db, FIRST_NAME, now);
  }

  private static UUID make(Db db, String name, Instant now) {
    UUID application = UUID.randomUUID();
    long millis = now.toEpochMilli();
    db.run(
        "INSERT INTO application(id,created,name,number)"
            + " SELECT ?,?,?,coalesce(max(number),0)+1 FROM application",
        application.toString(),
        millis,
        name);
    db.run(
        "INSERT INTO workspace(id,application,is_default,created,updated) VALUES(?,?,1,?,?)",
        UUID.randomUUID().toString(),
        application.toString(),
        millis,
        millis);
    return application;
  }

  @Override
  public Application first() {
    return readers
        .read(db -> db.one(SqliteApplications::read, SELECT + "ORDER BY a.number LIMIT 1"))
        .orElseThrow(() -> new IllegalStateException("no application row"));
  }

  @Override
  public Optional<Application> application(UUID id) {
    return readers.read(db -> byId(db, id));
  }

  static Optional<Application> byId(Db db, UUID id) {
    return db.one(SqliteApplications::read, SELECT + "WHERE a.id=?", id.toString());
  }

  @Override
  public Optional<Application> named(String name) {
    return readers.read(db -> byName(db, name));
  }

  private static Optional<Application> byName(Db db, String name) {
    return db.one(SqliteApplications::read, SELECT + "WHERE a.name=? COLLATE NOCASE", name);
  }

  @Override
  public Application create(String name, Instant now) {
    return committer.commit(writer -> {
      Db db = writer.db();
      if (byName(db, name).isPresent()) {
        throw new GatewayException(Fault.ALREADY_EXISTS, "an application with this name exists");
      }
      return byId(db, make(db, name, now)).orElseThrow();
    });
  }

  @Override
  public void show(Application application) {
    Branding branding = application.branding();
    committer.commit(writer -> {
      int shown =
          writer
              .db()
              .run(
                  "UPDATE application SET title=?,icon=?,website=?,description=?,updated=?"
                      + " WHERE id=?",
                  branding.name(),
                  branding.iconUrl(),
                  branding.websiteUrl(),
                  branding.description(),
                  application.updatedAt().toEpochMilli(),
                  application.id().toString());
      if (shown == 0) {
        throw new GatewayException(Fault.NOT_FOUND, "no such application");
      }
      return shown;
    });
  }

  @Override
  public List<StoredKey> keys() {
    return readers.read(db ->
        db.list(
            SqliteApplications::key,
            "SELECT "
                + COLUMNS
                + ",k.id,k.name,k.created,k.expires,k.hash,k.permissions,k.grants FROM api_key"
                + " k JOIN application a ON a.id=k.application JOIN workspace w ON"
                + " w.application=a.id AND w.is_default=1 ORDER BY k.created,k.id"));
  }

  @Override
  public void addKey(StoredKey key, int most) {
    committer.commit(writer -> {
      Db db = writer.db();
      UUID application = key.key().application().id();
      if (byId(db, application).isEmpty()) {
        throw new GatewayException(Fault.NOT_FOUND, "no such application");
      }
      String id = application.toString();
      if (db.number("SELECT count(*) FROM api_key WHERE application=?", id) >= most) {
        throw new GatewayException(Fault.LIMIT, "the application has too many API keys");
      }
      refuseForeign(db, key.key());
      return insert(db, key);
    });
  }

  @Override
  public void replaceKeys(StoredKey key) {
    committer.commit(writer -> {
      String application = key.key().application().id().toString();
      writer.db().run("DELETE FROM api_key WHERE application=?", application);
      return insert(writer.db(), key);
    });
  }

  private static void refuseForeign(Db db, ApiKey key) {
    for (UUID grant : key.reach().grants()) {
      if (SqliteGrants.byId(db, grant)
          .filter(found -> found.applicationId().equals(key.application().id()))
          .isEmpty()) {
        throw new GatewayException(
            Fault.INVALID, "grant_ids: there is no grant " + grant + " in the application");
      }
    }
  }

  private static String words(Set<?> values) {
    return values.stream().map(Object::toString).sorted().collect(Collectors.joining(" "));
  }

  // What is not understood must not make the set empty, which would mean all.
  private static <T> Set<T> words(String text, Function<String, T> read) {
    return text.isEmpty()
        ? Set.of()
        : Arrays.stream(text.split(" ", -1)).map(read).collect(Collectors.toSet());
  }

  private static int insert(Db db, StoredKey stored) {
    ApiKey key = stored.key();
    return db.run(
        "INSERT INTO api_key(hash,id,application,name,created,expires,permissions,grants)"
            + " VALUES(?,?,?,?,?,?,?,?)",
        stored.hash(),
        key.id().toString(),
        key.application().id().toString(),
        key.name(),
        key.createdAt().toEpochMilli(),
        key.expires().map(Instant::toEpochMilli).orElse(null),
        words(key.reach().permissions()),
        words(key.reach().grants()));
  }

  @Override
  public boolean removeKey(UUID id) {
    return committer.commit(
        writer -> writer.db().run("DELETE FROM api_key WHERE id=?", id.toString()) > 0);
  }

  private static Application read(ResultSet rows) throws SQLException {
    return new Application(
        UUID.fromString(rows.getString(1)),
        rows.getString(2),
        UUID.fromString(rows.getString(3)),
        Instant.ofEpochMilli(rows.getLong(4)),
        new Branding(rows.getString(5), rows.getString(6), rows.getString(7), rows.getString(8)),
        Instant.ofEpochMilli(Math.max(rows.getLong(4), rows.getLong(9))));
  }

  private static StoredKey key(ResultSet rows) throws SQLException {
    long expires = rows.getLong(13);
    Optional<Instant> end =
        rows.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(expires));
    ApiKey key =
        new ApiKey(
            UUID.fromString(rows.getString(10)),
            read(rows),
            rows.getString(11),
            Instant.ofEpochMilli(rows.getLong(12)),
            end,
            new Reach(
                words(rows.getString(15), Permission::valueOf),
                words(rows.getString(16), UUID::fromString)));
    return new StoredKey(key, rows.getBytes(14));
  }
}

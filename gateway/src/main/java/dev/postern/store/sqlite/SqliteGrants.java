package dev.postern.store.sqlite;

import dev.postern.auth.ApplicationStore;
import dev.postern.auth.Credentials;
import dev.postern.auth.Grant;
import dev.postern.auth.GrantChange;
import dev.postern.auth.GrantStore;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Reports;
import dev.postern.mailbox.SystemFolder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/// Grants of the embedded engine.
final class SqliteGrants implements GrantStore {
  private static final String SELECT =
      "SELECT id,account,application,workspace,email,name,bcrypt IS NOT NULL,blocked,created,"
          + "updated"
          + " FROM grant_row WHERE deleted IS NULL ";

  private final Committer committer;
  private final Readers readers;
  private final ApplicationLog log;
  private final SqliteApplications applications;
  // Another one after each change that may stop somebody or let somebody go on.
  private final AtomicLong changes = new AtomicLong();
  private final AtomicLong moves = new AtomicLong();
  private volatile Stopped known = new Stopped(-1, Set.of());

  private record Stopped(long asOf, Set<AccountId> accounts) {}

  SqliteGrants(Committer committer, Readers readers, ApplicationLog log) {
    this.log = log;
    this.committer = committer;
    this.readers = readers;
    this.applications = new SqliteApplications(committer, readers);
  }

  @Override
  public ApplicationStore applications() {
    return applications;
  }

  @Override
  public Grant create(NewGrant grant) {
    return committer.commit(writer -> {
      Grant created = create(writer.db(), grant);
      log.add(writer, created, Reports.GRANT_CREATED, grant.now());
      return created;
    });
  }

  private static Grant create(Db db, NewGrant grant) {
    if (byAddress(db, grant.canonicalAddress()).isPresent()) {
      throw new GatewayException(Fault.ALREADY_EXISTS, "an account with this address exists");
    }
    SqliteDomains.refuseAlias(db, grant.canonicalAddress());
    UUID id = UUID.randomUUID();
    long millis = grant.now().toEpochMilli();
    long account =
        db.insert(
            "INSERT INTO"
                + " grant_row(id,application,workspace,email,canonical,name,bcrypt,scram,version,created,updated)"
                + " VALUES(?,?,coalesce((SELECT id FROM workspace WHERE id=? AND"
                + " application=?),?),?,?,?,?,?,?,?,?)",
            id.toString(),
            grant.application().id().toString(),
            grant.workspace().toString(),
            grant.application().id().toString(),
            grant.application().defaultWorkspaceId().toString(),
            grant.email(),
            grant.canonicalAddress(),
            grant.name(),
            grant.credentials().map(Credentials::bcrypt).orElse(null),
            grant.credentials().map(Credentials::scram).orElse(null),
            grant.credentials().map(Credentials::version).orElse(0L),
            millis,
            millis);
    makeMailbox(db, account);
    return byId(db, id).orElseThrow();
  }

  /// Makes the account's rows. That is its transaction number 1: a folder without changes has
  /// HIGHESTMODSEQ 1, and the first change a higher one.
  private static void makeMailbox(Db db, long account) {
    db.run("INSERT INTO account VALUES(?,1,0,0,0)", account);
    Folders folders = new Folders(db, account);
    for (SystemFolder system : SystemFolder.values()) {
      long key = FolderKeys.of(system.id());
      folders.insert(new FolderState(key, system.imapName(), UidValidity.next(db), 1));
      folders.subscribe(system.imapName(), true);
    }
    db.run(
        "INSERT INTO calendar VALUES(?,?,?,1)", account, UUID.randomUUID().toString(), "Calendar");
  }

  @Override
  public Optional<Grant> grant(UUID id) {
    return readers.glance(db -> byId(db, id));
  }

  static Optional<Grant> byId(Db db, UUID id) {
    return db.one(SqliteGrants::read, SELECT + "AND id=?", id.toString());
  }

  /// Returns grants of a workspace whose accounts come after one, in the order of these.
  static List<Grant> inWorkspace(Db db, UUID workspace, long after, int limit) {
    return db.list(
        SqliteGrants::read,
        SELECT + "AND workspace=? AND account>? ORDER BY account LIMIT ?",
        workspace.toString(),
        after,
        limit);
  }

  @Override
  public Set<AccountId> stopped() {
    Stopped last = known;
    long now = changes.get();
    if (last.asOf() != now) {
      last =
          new Stopped(
              now,
              Set.copyOf(
                  readers.glance(db ->
                      db.list(
                          rows -> new AccountId(rows.getLong(1)),
                          "SELECT account FROM grant_row"
                              + " WHERE blocked<>0 AND deleted IS NULL"))));
      known = last;
    }
    return last.accounts();
  }

  /// Returns a number that is another one after each move of one account to another workspace.
  long moves() {
    return moves.get();
  }

  @Override
  public long count(UUID application) {
    return readers.read(db ->
        db.number(
            "SELECT count(*) FROM grant_row WHERE deleted IS NULL AND application=?",
            application.toString()));
  }

  @Override
  public Optional<Grant> grantOf(String canonicalAddress) {
    return readers.glance(db -> byAddress(db, canonicalAddress));
  }

  private static Optional<Grant> byAddress(Db db, String canonicalAddress) {
    return db.one(SqliteGrants::read, SELECT + "AND canonical=?", canonicalAddress);
  }

  @Override
  public Optional<Grant> grantOf(AccountId account) {
    return readers.glance(
        db -> db.one(SqliteGrants::read, SELECT + "AND account=?", account.value()));
  }

  @Override
  public Optional<Grant> oldestIn(String domain) {
    return readers.read(db ->
        db.one(
            SqliteGrants::read,
            SELECT + "AND substr(canonical,-length(?1))=?1 ORDER BY created,account LIMIT 1",
            "@" + domain));
  }

  @Override
  public List<Grant> grants(GrantQuery query) {
    String order = query.sortByUpdated() ? "updated" : "created";
    String way = query.ascending() ? " ASC" : " DESC";
    return readers.read(db ->
        db.list(
            SqliteGrants::read,
            SELECT
                + "AND (?1 IS NULL OR email=?1 COLLATE NOCASE) AND created>=?2 AND created<=?3"
                + " AND (?6 IS NULL OR application=?6) AND (?7 IS NULL OR workspace=?7)"
                + " AND (?8 IS NULL OR instr(?8,id)>0)"
                + " ORDER BY "
                + order
                + way
                + ", account"
                + way
                + " LIMIT ?4 OFFSET ?5",
            query.email().orElse(null),
            query.since().map(Instant::toEpochMilli).orElse(Long.MIN_VALUE),
            query.before().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE),
            query.limit(),
            query.offset(),
            query.application().map(UUID::toString).orElse(null),
            query.workspace().map(UUID::toString).orElse(null),
            query.among().isEmpty() ? null : query.among().toString()));
  }

  @Override
  public Optional<Credentials> credentials(UUID grant) {
    return readers.read(db ->
        db.one(
            rows -> new Credentials(rows.getString(1), rows.getString(2), rows.getLong(3)),
            "SELECT bcrypt,scram,version FROM grant_row"
                + " WHERE id=? AND deleted IS NULL AND bcrypt IS NOT NULL",
            grant.toString()));
  }

  @Override
  public Grant update(UUID grant, GrantChange change, Instant now) {
    return committer.commit(writer -> {
      Db db = writer.db();
      Grant old = existing(db, grant);
      change.workspace().ifPresent(workspace -> refuseForeign(db, old, workspace));
      db.run(
          "UPDATE grant_row SET name=coalesce(?,name),workspace=coalesce(?,workspace),"
              + "blocked=coalesce(?,blocked),updated=? WHERE id=?",
          change.name().orElse(null),
          change.workspace().map(UUID::toString).orElse(null),
          change.blocked().map(blocked -> blocked ? 1 : 0).orElse(null),
          now.toEpochMilli(),
          grant.toString());
      change
          .credentials()
          .ifPresent(secret -> {
            db.run(
                "UPDATE grant_row SET bcrypt=?,scram=?,version=? WHERE id=?",
                secret.bcrypt(),
                secret.scram(),
                secret.version(),
                grant.toString());
            SqliteConsents.endAll(db, old.account().value());
          });
      if (change.blocked().isPresent()) {
        writer.afterCommit().add(changes::incrementAndGet);
      }
      if (change.workspace().isPresent()) {
        writer.afterCommit().add(moves::incrementAndGet);
      }
      Grant updated = existing(db, grant);
      log.add(writer, updated, Reports.GRANT_UPDATED, now);
      return updated;
    });
  }

  private static void refuseForeign(Db db, Grant grant, UUID workspace) {
    if (WorkspaceRow.byId(db, workspace)
        .filter(found -> found.application().equals(grant.applicationId()))
        .isEmpty()) {
      throw new GatewayException(
          Fault.INVALID, "workspace_id is not a workspace of this application");
    }
  }

  private static Grant existing(Db db, UUID id) {
    return byId(db, id).orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "no such account"));
  }

  @Override
  public Grant delete(UUID grant, Instant now) {
    return committer.commit(writer -> {
      Db db = writer.db();
      Grant found = existing(db, grant);
      long account = found.account().value();
      long millis = now.toEpochMilli();
      db.run(
          "UPDATE grant_row SET deleted=?,bcrypt=NULL,scram=NULL WHERE id=?",
          millis,
          grant.toString());
      db.run("UPDATE account SET deleted=1 WHERE id=?", account);
      SqliteConsents.endAll(db, account);
      SqliteDomains.forget(db, grant);
      db.run("DELETE FROM access_token WHERE account=?", account);
      db.run(
          "UPDATE recipient SET due=NULL,failed=?,diagnostic='the account was deleted'"
              + " WHERE due IS NOT NULL AND queue IN (SELECT id FROM queue WHERE account=?)",
          millis,
          account);
      log.add(writer, found, Reports.GRANT_DELETED, now);
      writer.afterCommit().add(changes::incrementAndGet);
      return found;
    });
  }

  private static Grant read(ResultSet rows) throws SQLException {
    return new Grant(
        UUID.fromString(rows.getString(1)),
        new AccountId(rows.getLong(2)),
        UUID.fromString(rows.getString(3)),
        UUID.fromString(rows.getString(4)),
        rows.getString(5),
        rows.getString(6),
        rows.getInt(7) != 0,
        rows.getInt(8) != 0,
        Instant.ofEpochMilli(rows.getLong(9)),
        Instant.ofEpochMilli(rows.getLong(10)));
  }
}

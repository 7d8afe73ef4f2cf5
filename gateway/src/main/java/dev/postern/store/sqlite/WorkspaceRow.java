package dev.postern.store.sqlite;

import dev.postern.auth.Workspace;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A workspace as a row.
final class WorkspaceRow {
  private static final String SELECT =
      "SELECT id,application,name,domain,auto_group,is_default,policy,rules,require_approval,"
          + "created,updated FROM workspace ";

  private WorkspaceRow() {}

  static Optional<Workspace> byId(Db db, UUID id) {
    return db.one(WorkspaceRow::read, SELECT + "WHERE id=?", id.toString());
  }

  static Optional<Workspace> ofDomain(Db db, UUID application, String domain) {
    return db.one(
        WorkspaceRow::read,
        SELECT + "WHERE application=? AND domain=?",
        application.toString(),
        domain);
  }

  static List<Workspace> all(Db db, UUID application) {
    return db.list(
        WorkspaceRow::read,
        SELECT + "WHERE application=? ORDER BY is_default DESC,created,id",
        application.toString());
  }

  static long count(Db db, UUID application) {
    return db.number("SELECT count(*) FROM workspace WHERE application=?", application.toString());
  }

  /// Returns how many rules an application's workspaces name, each one's counted.
  static long named(Db db, UUID application) {
    return db
        .list(
            rows -> new Unpacker(rows.getBytes(1)).number(),
            "SELECT substr(rules,1,10) FROM workspace WHERE application=?",
            application.toString())
        .stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  static void insert(Db db, Workspace workspace) {
    db.run(
        "INSERT INTO workspace(id,application,is_default,created,domain) VALUES(?,?,?,?,?)",
        workspace.id().toString(),
        workspace.application().toString(),
        workspace.isDefault() ? 1 : 0,
        workspace.createdAt().toEpochMilli(),
        workspace.domain().orElse(null));
    update(db, workspace);
  }

  /// Writes what can change.
  static void update(Db db, Workspace workspace) {
    db.run(
        "UPDATE workspace SET name=?,auto_group=?,policy=?,rules=?,require_approval=?,updated=?"
            + " WHERE id=?",
        workspace.name(),
        workspace.autoGroup() ? 1 : 0,
        workspace.policyId().map(UUID::toString).orElse(null),
        pack(workspace.ruleIds()),
        workspace.requireApproval() ? 1 : 0,
        workspace.updatedAt().toEpochMilli(),
        workspace.id().toString());
  }

  private static byte[] pack(List<UUID> ids) {
    Packer out = new Packer().number(ids.size());
    for (UUID id : ids) {
      out.number(id.getMostSignificantBits()).number(id.getLeastSignificantBits());
    }
    return out.bytes();
  }

  private static List<UUID> unpack(byte[] packed) {
    Unpacker in = new Unpacker(packed);
    List<UUID> ids = new ArrayList<>();
    for (long left = in.number(); left > 0; left--) {
      ids.add(new UUID(in.number(), in.number()));
    }
    return ids;
  }

  private static Workspace read(ResultSet rows) throws SQLException {
    return new Workspace(
        UUID.fromString(rows.getString(1)),
        UUID.fromString(rows.getString(2)),
        rows.getString(3),
        Optional.ofNullable(rows.getString(4)),
        rows.getInt(5) != 0,
        rows.getInt(6) != 0,
        Optional.ofNullable(rows.getString(7)).map(UUID::fromString),
        unpack(rows.getBytes(8)),
        rows.getInt(9) != 0,
        Instant.ofEpochMilli(rows.getLong(10)),
        Instant.ofEpochMilli(rows.getLong(11)));
  }
}

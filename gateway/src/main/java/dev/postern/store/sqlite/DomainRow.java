package dev.postern.store.sqlite;

import dev.postern.domains.Alias;
import dev.postern.domains.DkimKey;
import dev.postern.domains.Finding;
import dev.postern.domains.HostedDomain;
import dev.postern.domains.Proof;
import dev.postern.mailauth.dkim.Keys;
import dev.postern.mailauth.dkim.SigningKey;
import java.security.PrivateKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// How domains, keys and aliases stand in their rows.
final class DomainRow {
  static final String SELECT =
      "SELECT id,application,address,name,ownership,expires,live,catch_all,findings,created,changed"
          + " FROM domain";

  private DomainRow() {}

  static HostedDomain read(ResultSet rows) throws SQLException {
    return new HostedDomain(
        UUID.fromString(rows.getString(1)),
        Optional.ofNullable(rows.getString(2)).map(UUID::fromString),
        rows.getString(3),
        rows.getString(4),
        new HostedDomain.Ownership(rows.getString(5), Instant.ofEpochMilli(rows.getLong(6))),
        findings(rows.getBytes(9)),
        rows.getInt(7) != 0,
        Optional.ofNullable(rows.getString(8)).map(UUID::fromString),
        Instant.ofEpochMilli(rows.getLong(10)),
        Instant.ofEpochMilli(rows.getLong(11)));
  }

  static void write(Db db, HostedDomain domain) {
    db.run(
        "INSERT OR REPLACE INTO domain(id,application,address,name,ownership,expires,owned,live,"
            + "catch_all,findings,created,changed) VALUES(?,?,?,?,?,?,?,?,?,?,?,?)",
        domain.id().toString(),
        domain.application().map(UUID::toString).orElse(null),
        domain.address(),
        domain.name(),
        domain.ownership().value(),
        domain.ownership().expires().toEpochMilli(),
        domain.verified(Proof.OWNERSHIP) ? 1 : 0,
        domain.live() ? 1 : 0,
        domain.catchAll().map(UUID::toString).orElse(null),
        pack(domain.findings()),
        domain.createdAt().toEpochMilli(),
        domain.changedAt().toEpochMilli());
  }

  private static byte[] pack(Map<Proof, Finding> findings) {
    Packer out = new Packer();
    findings.forEach((proof, finding) ->
        out.text(proof.name())
            .text(finding.status().name())
            .text(finding.message())
            .number(finding.checkedAt().toEpochMilli()));
    return out.bytes();
  }

  private static Map<Proof, Finding> findings(byte[] packed) {
    Map<Proof, Finding> findings = new EnumMap<>(Proof.class);
    for (Unpacker in = new Unpacker(packed); in.hasMore(); ) {
      findings.put(
          Proof.valueOf(in.text()),
          new Finding(
              Finding.Status.valueOf(in.text()), in.text(), Instant.ofEpochMilli(in.number())));
    }
    return findings;
  }

  static List<DkimKey> keys(Db db, UUID domain) {
    return db.list(
        DomainRow::key,
        "SELECT d.address,selector,private,k.created,seen,retired FROM dkim_key k"
            + " JOIN domain d ON d.id=k.domain WHERE k.domain=? ORDER BY k.created,selector DESC",
        domain.toString());
  }

  private static DkimKey key(ResultSet rows) throws SQLException {
    PrivateKey key = Keys.fromDer(rows.getBytes(3));
    return new DkimKey(
        new SigningKey(rows.getString(1), rows.getString(2), Keys.algorithm(key), key),
        Instant.ofEpochMilli(rows.getLong(4)),
        time(rows, 5),
        time(rows, 6));
  }

  private static Optional<Instant> time(ResultSet rows, int column) throws SQLException {
    long millis = rows.getLong(column);
    return rows.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }

  static void write(Db db, UUID domain, DkimKey key) {
    db.run(
        "INSERT INTO dkim_key(domain,selector,private,created,seen,retired)"
            + " VALUES(?,?,?,?,?,?)",
        domain.toString(),
        key.selector(),
        key.key().key().getEncoded(),
        key.createdAt().toEpochMilli(),
        key.seenAt().map(Instant::toEpochMilli).orElse(null),
        key.retiredAt().map(Instant::toEpochMilli).orElse(null));
  }

  static Alias alias(ResultSet rows) throws SQLException {
    return new Alias(
        UUID.fromString(rows.getString(1)),
        UUID.fromString(rows.getString(2)),
        rows.getString(3),
        UUID.fromString(rows.getString(4)),
        Instant.ofEpochMilli(rows.getLong(5)));
  }
}

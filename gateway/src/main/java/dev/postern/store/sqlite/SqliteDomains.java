package dev.postern.store.sqlite;

import dev.postern.domains.Alias;
import dev.postern.domains.DkimKey;
import dev.postern.domains.DomainStore;
import dev.postern.domains.HostedDomain;
import dev.postern.domains.Proof;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/// Domains of the embedded engine, their keys and aliases.
final class SqliteDomains implements DomainStore {
  private final Committer committer;
  private final Readers readers;

  SqliteDomains(Committer committer, Readers readers) {
    this.committer = committer;
    this.readers = readers;
  }

  @Override
  public List<HostedDomain> all() {
    return readers.read(
        db -> db.list(DomainRow::read, DomainRow.SELECT + " ORDER BY created,address"));
  }

  @Override
  public List<HostedDomain> of(UUID application) {
    return readers.read(db ->
        db.list(
            DomainRow::read,
            DomainRow.SELECT
                + " WHERE application=? OR application IS NULL ORDER BY created,address",
            application.toString()));
  }

  @Override
  public Optional<HostedDomain> domain(UUID id) {
    return readers.read(db -> byId(db, id));
  }

  private static Optional<HostedDomain> byId(Db db, UUID id) {
    return db.one(DomainRow::read, DomainRow.SELECT + " WHERE id=?", id.toString());
  }

  private static HostedDomain existing(Db db, UUID id) {
    return byId(db, id)
        .orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "domain not found"));
  }

  @Override
  public void add(HostedDomain domain, int most) {
    committer.commit(writer -> {
      Db db = writer.db();
      String application = domain.application().map(UUID::toString).orElse("");
      if (db.number(
              "SELECT count(*) FROM domain WHERE address=? AND coalesce(application,'')=?",
              domain.address(),
              application)
          > 0) {
        throw new GatewayException(
            Fault.ALREADY_EXISTS, "domain_address: the domain is here already");
      }
      if (!domain.isConfigured()) {
        refuseOwned(db, domain);
        if (db.number("SELECT count(*) FROM domain WHERE application=?", application) >= most) {
          throw new GatewayException(
              Fault.LIMIT, "the application has the maximum of " + most + " domains");
        }
      }
      DomainRow.write(db, domain);
      return domain;
    });
  }

  private static void refuseOwned(Db db, HostedDomain domain) {
    if (db.number(
            "SELECT count(*) FROM domain WHERE address=? AND owned=1 AND application IS NOT NULL"
                + " AND id<>?",
            domain.address(),
            domain.id().toString())
        > 0) {
      throw new GatewayException(
          Fault.ALREADY_EXISTS, "domain_address: another application has verified the domain");
    }
  }

  @Override
  public HostedDomain edit(UUID id, UnaryOperator<HostedDomain> change) {
    return committer.commit(writer -> {
      Db db = writer.db();
      HostedDomain old = existing(db, id);
      HostedDomain changed = change.apply(old);
      boolean claims = changed.verified(Proof.OWNERSHIP) && !old.verified(Proof.OWNERSHIP);
      if (claims && !changed.isConfigured()) {
        refuseOwned(db, changed);
      }
      if (!changed.equals(old)) {
        DomainRow.write(db, changed);
      }
      return changed;
    });
  }

  @Override
  public void remove(UUID id) {
    committer.commit(writer -> {
      Db db = writer.db();
      HostedDomain domain = existing(db, id);
      long accounts =
          db.number(
              "SELECT count(*) FROM grant_row WHERE deleted IS NULL AND application=?"
                  + " AND substr(canonical,-length(?2)-1)='@'||?2",
              domain.application().map(UUID::toString).orElse(""),
              domain.address());
      if (accounts > 0) {
        throw new GatewayException(
            Fault.WRONG_STATE,
            "the domain has %d account%s: delete %s first"
                .formatted(accounts, accounts == 1 ? "" : "s", accounts == 1 ? "it" : "them"));
      }
      for (String table : List.of("dkim_key", "alias")) {
        db.run("DELETE FROM " + table + " WHERE domain=?", id.toString());
      }
      return db.run("DELETE FROM domain WHERE id=?", id.toString());
    });
  }

  @Override
  public List<DkimKey> keys(UUID domain) {
    return readers.read(db -> DomainRow.keys(db, domain));
  }

  @Override
  public List<DkimKey> editKeys(UUID domain, UnaryOperator<List<DkimKey>> change) {
    return committer.commit(writer -> {
      Db db = writer.db();
      HostedDomain _ = existing(db, domain);
      List<DkimKey> old = DomainRow.keys(db, domain);
      List<DkimKey> changed = change.apply(old);
      if (!changed.equals(old)) {
        db.run("DELETE FROM dkim_key WHERE domain=?", domain.toString());
        changed.forEach(key -> DomainRow.write(db, domain, key));
      }
      return changed;
    });
  }

  @Override
  public List<Alias> aliases(UUID domain) {
    return readers.read(db ->
        db.list(
            DomainRow::alias,
            "SELECT id,domain,address,owner,created FROM alias WHERE domain=? ORDER BY address",
            domain.toString()));
  }

  @Override
  public Optional<UUID> grantOf(String canonicalAddress) {
    return readers.glance(db ->
        db.one(
            rows -> UUID.fromString(rows.getString(1)),
            "SELECT owner FROM alias WHERE address=?",
            canonicalAddress));
  }

  @Override
  public void add(Alias alias, int most) {
    committer.commit(writer -> {
      Db db = writer.db();
      HostedDomain _ = existing(db, alias.domain());
      if (db.number(
              "SELECT count(*) FROM grant_row WHERE id=? AND deleted IS NULL",
              alias.grant().toString())
          == 0) {
        throw new GatewayException(Fault.NOT_FOUND, "Grant not found");
      }
      if (db.number(
                  "SELECT count(*) FROM grant_row WHERE canonical=? AND deleted IS NULL",
                  alias.address())
              + db.number("SELECT count(*) FROM alias WHERE address=?", alias.address())
          > 0) {
        throw new GatewayException(
            Fault.ALREADY_EXISTS, "address: an account or an alias has it already");
      }
      String domain = alias.domain().toString();
      if (db.number("SELECT count(*) FROM alias WHERE domain=?", domain) >= most) {
        throw new GatewayException(
            Fault.LIMIT, "the domain has the maximum of " + most + " aliases");
      }
      return db.run(
          "INSERT INTO alias(address,id,domain,owner,created) VALUES(?,?,?,?,?)",
          alias.address(),
          alias.id().toString(),
          domain,
          alias.grant().toString(),
          alias.createdAt().toEpochMilli());
    });
  }

  @Override
  public void removeAlias(UUID id) {
    committer.commit(writer -> writer.db().run("DELETE FROM alias WHERE id=?", id.toString()));
  }

  /// Lets go of what a deleted grant had of domains.
  static void forget(Db db, UUID grant) {
    db.run("DELETE FROM alias WHERE owner=?", grant.toString());
    db.run("UPDATE domain SET catch_all=NULL WHERE catch_all=?", grant.toString());
  }

  /// Refuses to make an account whose address is an alias.
  static void refuseAlias(Db db, String canonicalAddress) {
    if (db.number("SELECT count(*) FROM alias WHERE address=?", canonicalAddress) > 0) {
      throw new GatewayException(Fault.ALREADY_EXISTS, "an alias has this address");
    }
  }
}

package dev.postern;

import dev.postern.api.DomainServices;
import dev.postern.auth.GrantStore;
import dev.postern.config.Config;
import dev.postern.dns.Dns;
import dev.postern.domains.AliasBook;
import dev.postern.domains.Domains;
import dev.postern.domains.Hosting;
import dev.postern.domains.Keyring;
import dev.postern.domains.Publication;
import dev.postern.domains.Recheck;
import dev.postern.domains.Records;
import dev.postern.domains.Verifier;
import dev.postern.store.sqlite.SqliteEngine;
import java.security.SecureRandom;
import java.time.InstantSource;

/// What looks after the domains of this server.
record Hosted(
    Domains domains,
    Keyring keyring,
    Hosting hosting,
    Verifier verifier,
    Recheck recheck,
    Records records,
    AliasBook aliases) {
  static Hosted on(
      SqliteEngine engine, Config config, Dns dns, InstantSource clock, SecureRandom random) {
    GrantStore grants = engine.grants();
    Domains domains = Domains.of(config.domains());
    Keyring keyring = new Keyring(engine.domains(), config.dkim().rotation(), clock);
    Hosting hosting = new Hosting(engine.domains(), domains, keyring, grants, clock, random);
    Publication publication =
        Publication.of(config.hostname(), config.outbound().addresses(), config.outbound().spf());
    Verifier verifier = new Verifier(engine.domains(), hosting, dns, publication, clock);
    hosting.start();
    return new Hosted(
        domains,
        keyring,
        hosting,
        verifier,
        new Recheck(engine.domains(), hosting, verifier, clock),
        new Records(publication, clock),
        new AliasBook(engine.domains(), hosting, grants, clock));
  }

  /// Returns it as the API works on it.
  DomainServices services() {
    return new DomainServices(hosting, verifier, records, aliases);
  }
}

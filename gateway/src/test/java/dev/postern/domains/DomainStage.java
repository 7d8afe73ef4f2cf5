package dev.postern.domains;

import dev.postern.api.DomainServices;
import dev.postern.auth.GrantStore;
import dev.postern.support.MemoryDns;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// What looks after domains, on any store and a DNS that a test fills. The server is called
/// `mx.postern.test`.
public record DomainStage(
    Domains registry, Keyring keyring, Recheck recheck, DomainServices services, MemoryDns dns) {
  /// The name of the server.
  public static final String HOST = "mx.postern.test";

  /// Makes one with one configured domain.
  public static DomainStage on(
      DomainStore store, GrantStore grants, String configured, InstantSource clock, MemoryDns dns) {
    Domains registry = Domains.of(List.of(configured));
    Keyring keyring = new Keyring(store, Optional.of(Duration.ofDays(30)), clock);
    Hosting hosting = new Hosting(store, registry, keyring, grants, clock, new SecureRandom());
    Publication publication = Publication.of(HOST, List.of(), Optional.empty());
    Verifier verifier = new Verifier(store, hosting, dns, publication, clock);
    hosting.start();
    return new DomainStage(
        registry,
        keyring,
        new Recheck(store, hosting, verifier, clock),
        new DomainServices(
            hosting,
            verifier,
            new Records(publication, clock),
            new AliasBook(store, hosting, grants, clock)),
        dns);
  }
}

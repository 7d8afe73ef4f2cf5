package dev.postern.domains;

import dev.postern.dns.Dns;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailauth.dkim.Algorithm;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/// Checks whether a domain's records are published, and notes what it finds.
///
/// A DNS that does not answer changes nothing that was found before. Ownership, once verified,
/// stays so: its value expires.
public final class Verifier {
  private static final int AT_ONCE = 8;

  private final DomainStore store;
  private final Hosting hosting;
  private final Examiner examiner;
  private final InstantSource clock;
  private final Semaphore running = new Semaphore(AT_ONCE);

  /// Checks the domains of `hosting`.
  public Verifier(
      DomainStore store, Hosting hosting, Dns dns, Publication publication, InstantSource clock) {
    this.store = store;
    this.hosting = hosting;
    this.examiner = new Examiner(dns, publication, clock);
    this.clock = clock;
  }

  /// Checks one record now, because a person asked for it. Blocks while the DNS is asked.
  ///
  /// @return the domain as it is now
  /// @throws GatewayException with THROTTLED if too many are being checked, with NOT_FOUND if the
  ///   domain is gone
  public HostedDomain verify(HostedDomain domain, Proof proof) {
    if (!running.tryAcquire()) {
      throw new GatewayException(Fault.THROTTLED, "too many domains are being verified");
    }
    try {
      HostedDomain touched = store.edit(domain.id(), old -> old.touched(clock.instant()));
      HostedDomain checked = check(touched, List.of(proof));
      hosting.refresh(checked);
      return checked;
    } finally {
      running.release();
    }
  }

  /// Says whether other servers can find this one, so that there is something to look for.
  boolean isPublic() {
    return examiner.isPublic();
  }

  /// Checks records, without showing what changed to who works on it: see [Hosting#refresh].
  HostedDomain check(HostedDomain domain, Collection<Proof> proofs) {
    if (domain.isOffline()) {
      return domain;
    }
    Instant asked = clock.instant();
    Map<Proof, Look> looks = new EnumMap<>(Proof.class);
    for (Proof proof : proofs) {
      switch (proof) {
        case OWNERSHIP -> {
          if (!domain.isConfigured() && !domain.verified(proof)) {
            looks.put(proof, examiner.look(domain, proof));
          }
        }
        case DKIM, ARC -> {
          if (!looks.containsKey(Proof.DKIM)) {
            Look look = keys(domain);
            looks.put(Proof.DKIM, look);
            looks.put(Proof.ARC, look);
          }
        }
        case MX, SPF, FEEDBACK, DMARC -> looks.put(proof, examiner.look(domain, proof));
      }
    }
    return note(domain, looks, asked);
  }

  private Look keys(HostedDomain domain) {
    Instant asked = clock.instant();
    Examiner.Keys found = examiner.keys(domain, hosting.keyring().of(domain));
    List<DkimKey> keys = hosting.keyring().seen(domain, found.there(), found.missing(), asked);
    String waiting =
        keys.stream()
            .filter(DkimKey::isPending)
            .map(key -> key.key().recordName())
            .collect(Collectors.joining(", "));
    if (keys.stream().anyMatch(key -> key.algorithm() == Algorithm.RSA_SHA256 && key.isActive())) {
      String told = waiting.isEmpty() ? "" : "not in use yet, for want of its record: " + waiting;
      return new Look(Optional.of(Finding.Status.DONE), told);
    }
    if (!found.unknown().isEmpty()) {
      return Look.unanswered(String.join(", ", found.unknown()));
    }
    return found.wrong().isEmpty()
        ? Look.pending("no TXT record with the key at " + waiting)
        : Look.failed("the TXT record has another key at " + String.join(", ", found.wrong()));
  }

  private HostedDomain note(HostedDomain domain, Map<Proof, Look> looks, Instant asked) {
    try {
      return store.edit(domain.id(), old -> noted(old, looks, asked));
    } catch (GatewayException refused) {
      if (refused.fault() != Fault.ALREADY_EXISTS) {
        throw refused;
      }
      looks.put(Proof.OWNERSHIP, Look.failed("another application has verified the domain"));
      return store.edit(domain.id(), old -> noted(old, looks, asked));
    }
  }

  // What somebody else asked later is known better.
  private HostedDomain noted(HostedDomain domain, Map<Proof, Look> looks, Instant asked) {
    Instant now = clock.instant();
    Map<Proof, Finding> news = new EnumMap<>(Proof.class);
    looks.forEach((proof, look) -> {
      Optional<Finding> known = domain.finding(proof);
      if (known.filter(finding -> finding.checkedAt().isAfter(asked)).isEmpty()) {
        news.put(proof, look.after(known, now));
      }
    });
    return domain.found(news);
  }
}

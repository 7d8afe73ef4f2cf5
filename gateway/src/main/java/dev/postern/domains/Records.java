package dev.postern.domains;

import dev.postern.domains.DnsRecord.Need;
import dev.postern.domains.Finding.Status;
import dev.postern.mailauth.dkim.Algorithm;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Tells the owner of a domain what to publish (spec/api-admin.md section 7.2).
public final class Records {
  private final Publication publication;
  private final InstantSource clock;

  /// Tells what to publish for this server.
  public Records(Publication publication, InstantSource clock) {
    this.publication = publication;
    this.clock = clock;
  }

  /// Returns all records of a domain, the necessary ones first; none for one that needs no DNS.
  public List<DnsRecord> of(HostedDomain domain, List<DkimKey> keys) {
    List<DnsRecord> records = new ArrayList<>();
    if (domain.isOffline()) {
      return records;
    }
    if (!domain.isConfigured()) {
      records.add(ownership(domain));
    }
    records.add(record(domain, Proof.MX, "@", "MX", publication.mx(), Need.REQUIRED));
    records.add(record(domain, Proof.SPF, "@", "TXT", publication.spfRecord(), Need.REQUIRED));
    keys.forEach(key -> records.add(dkim(key)));
    records.add(record(domain, Proof.FEEDBACK, "bounce", "MX", publication.mx(), Need.REQUIRED));
    records.add(
        record(domain, Proof.FEEDBACK, "bounce", "TXT", publication.spfRecord(), Need.RECOMMENDED));
    records.add(dmarc(domain));
    return records;
  }

  /// Returns the record that a proof is about, of several the first that is not right yet; empty if
  /// none is needed.
  public Optional<DnsRecord> of(HostedDomain domain, List<DkimKey> keys, Proof proof) {
    Proof shown = proof == Proof.ARC ? Proof.DKIM : proof;
    return of(domain, keys).stream()
        .filter(record -> record.proof() == shown && record.need() != Need.REMOVABLE)
        .min(Comparator.comparing(record -> record.status() == Status.DONE));
  }

  private static DnsRecord ownership(HostedDomain domain) {
    boolean seen = domain.verified(Proof.OWNERSHIP);
    String note =
        seen
            ? "it was seen and may be removed"
            : "valid until " + domain.ownership().expires() + ", unless it is seen before";
    return new DnsRecord(
        Proof.OWNERSHIP,
        "@",
        "TXT",
        domain.ownership().value(),
        seen ? Need.REMOVABLE : Need.REQUIRED,
        domain.status(Proof.OWNERSHIP),
        note);
  }

  private DnsRecord dkim(DkimKey key) {
    boolean removable = key.retiredAt().filter(this::isOver).isPresent();
    String note =
        removable
            ? "no mail on its way needs it any more"
            : key.retiredAt()
                .map(at -> "signs no longer; keep it until " + at.plus(Keyring.KEEP))
                .orElse("");
    boolean required = key.algorithm() == Algorithm.RSA_SHA256;
    return new DnsRecord(
        Proof.DKIM,
        key.host(),
        "TXT",
        key.key().recordText(),
        removable ? Need.REMOVABLE : required ? Need.REQUIRED : Need.RECOMMENDED,
        key.seenAt().isPresent() ? Status.DONE : Status.PENDING,
        note);
  }

  private boolean isOver(Instant retired) {
    return !clock.instant().isBefore(retired.plus(Keyring.KEEP));
  }

  private static DnsRecord dmarc(HostedDomain domain) {
    return new DnsRecord(
        Proof.DMARC,
        "_dmarc",
        "TXT",
        "v=DMARC1; p=none; rua=mailto:postmaster@" + domain.address(),
        Need.RECOMMENDED,
        domain.status(Proof.DMARC),
        "a stricter p= once all mail of the domain is signed");
  }

  private static DnsRecord record(
      HostedDomain domain, Proof proof, String host, String type, String value, Need need) {
    return new DnsRecord(proof, host, type, value, need, domain.status(proof), "");
  }
}

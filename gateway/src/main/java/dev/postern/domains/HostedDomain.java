package dev.postern.domains;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// A domain that is kept here.
///
/// @param application whose it is; empty: configured, for all applications
/// @param address the name in the DNS: A-labels, lower case
/// @param name what people call it
/// @param ownership what its owner publishes to show that it is the owner
/// @param ownershipExpires when that is replaced by another value, unless it was seen until then
/// @param findings of each proof that was ever looked for
/// @param live whether mail to it stays here: since owner and MX were verified, until it is
///   removed; records that vanish for an hour must not turn its mail away
/// @param catchAll who gets the mail to addresses that nobody has
/// @param changedAt when something was changed or asked for by a person
public record HostedDomain(
    UUID id,
    Optional<UUID> application,
    String address,
    String name,
    String ownership,
    Instant ownershipExpires,
    Map<Proof, Finding> findings,
    boolean live,
    Optional<UUID> catchAll,
    Instant createdAt,
    Instant changedAt) {
  /// Where a laptop's agents live: works without DNS.
  public static final String TRIAL = "agents.localhost";

  /// Keeps the findings as they are now.
  public HostedDomain {
    findings = Map.copyOf(findings);
  }

  /// Says whether a proof was found when the DNS answered last, or is not needed.
  public boolean verified(Proof proof) {
    if (isBranded()) {
      return true;
    }
    Finding finding = findings.get(proof);
    return finding != null && finding.verified();
  }

  /// Says whether it was set in the configuration: its owner is who runs the server.
  public boolean isConfigured() {
    return application.isEmpty();
  }

  /// Says whether it is a name below [#TRIAL], which needs no DNS.
  public boolean isBranded() {
    return address.endsWith("." + TRIAL);
  }

  /// Says whether accounts may be made in it.
  public boolean takesAccounts() {
    return isConfigured() || (verified(Proof.OWNERSHIP) && verified(Proof.MX));
  }

  /// Says whether its agents may send mail to others than those of this server.
  public boolean sends() {
    return isConfigured()
        || (verified(Proof.OWNERSHIP) && verified(Proof.SPF) && verified(Proof.DKIM));
  }
}

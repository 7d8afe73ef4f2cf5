package dev.postern.domains;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// A domain that is kept here.
///
/// @param application whose it is; empty: configured, for all applications
/// @param address the name in the DNS: A-labels, lower case
/// @param name what people call it
/// @param ownership what its owner publishes to show that it is the owner
/// @param findings of each proof that was ever looked for
/// @param live whether mail to it stays here: since owner and MX were verified, until it is
///   removed; records that vanish for an hour must not turn its mail away
/// @param catchAll the grant that gets the mail to addresses that nobody has
/// @param changedAt when a person changed something or asked for a check
public record HostedDomain(
    UUID id,
    Optional<UUID> application,
    String address,
    String name,
    Ownership ownership,
    Map<Proof, Finding> findings,
    boolean live,
    Optional<UUID> catchAll,
    Instant createdAt,
    Instant changedAt) {
  /// Names directly below this one work without DNS, for trials on one machine.
  public static final String TRIAL = "agents.localhost";

  /// Keeps the findings as they are now.
  public HostedDomain {
    findings = Map.copyOf(findings);
  }

  /// What an owner publishes.
  ///
  /// @param expires when another value is needed, unless this one was seen until then
  public record Ownership(String value, Instant expires) {}

  /// Says whether a proof was found when the DNS answered last, or is not needed.
  public boolean verified(Proof proof) {
    return isOffline()
        || (proof == Proof.OWNERSHIP && isConfigured())
        || finding(proof).filter(Finding::verified).isPresent();
  }

  /// Returns what was found when a proof was looked for last.
  public Optional<Finding> finding(Proof proof) {
    return Optional.ofNullable(findings.get(proof));
  }

  /// Says how it stands with the record of a proof.
  public Finding.Status status(Proof proof) {
    return verified(proof)
        ? Finding.Status.DONE
        : finding(proof).map(Finding::status).orElse(Finding.Status.PENDING);
  }

  /// Says whether it was set in the configuration: its owner is who runs the server.
  public boolean isConfigured() {
    return application.isEmpty();
  }

  /// Says whether it is a name below [#TRIAL].
  public boolean isBranded() {
    return address.endsWith("." + TRIAL);
  }

  /// Says whether the DNS knows nothing of it (RFC 6761 section 6.3): there is nothing to be asked,
  /// and no key would be found.
  public boolean isOffline() {
    return address.equals("localhost") || address.endsWith(".localhost");
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

  /// Returns it with another name for people.
  public HostedDomain named(String other, Instant now) {
    return with(other, ownership, findings, live, catchAll, now);
  }

  /// Returns it with somebody else, or nobody, who catches all.
  public HostedDomain catching(Optional<UUID> grant, Instant now) {
    return with(name, ownership, findings, live, grant, now);
  }

  /// Returns it with another value for its owner to publish.
  public HostedDomain challenged(Ownership other, Instant now) {
    return with(name, other, findings, live, catchAll, now);
  }

  /// Returns it as of a person's last request.
  public HostedDomain touched(Instant now) {
    return with(name, ownership, findings, live, catchAll, now);
  }

  /// Returns it with what was found; once owner and MX are verified it is live.
  public HostedDomain found(Map<Proof, Finding> news) {
    Map<Proof, Finding> all = new EnumMap<>(Proof.class);
    all.putAll(findings);
    all.putAll(news);
    HostedDomain found = with(name, ownership, all, live, catchAll, changedAt);
    boolean lives = live || (!isConfigured() && found.takesAccounts());
    return found.with(name, ownership, all, lives, catchAll, changedAt);
  }

  private HostedDomain with(
      String newName,
      Ownership newOwnership,
      Map<Proof, Finding> newFindings,
      boolean newLive,
      Optional<UUID> newCatchAll,
      Instant changed) {
    return new HostedDomain(
        id,
        application,
        address,
        newName,
        newOwnership,
        newFindings,
        newLive,
        newCatchAll,
        createdAt,
        changed);
  }
}

package dev.postern.smtp.client;

import dev.postern.dns.Answer;
import dev.postern.dns.Dns;
import dev.postern.dns.Dns.Tlsa;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides what protection a server of a domain must have: DANE (RFC 7672) before MTA-STS (RFC
/// 8461) before what both sides happen to have.
final class TlsPolicies {
  private static final Logger log = LoggerFactory.getLogger(TlsPolicies.class);

  private final Dns dns;
  private final StsPolicies sts;
  private final int port;

  TlsPolicies(Dns dns, StsPolicies sts, int port) {
    this.dns = dns;
    this.sts = sts;
    this.port = port;
  }

  /// Returns the domain's policy of MTA-STS. Blocks.
  Optional<StsPolicy> policy(String domain) {
    return sts.of(domain);
  }

  /// Returns what a connection to `host` must have.
  ///
  /// @param secure whether DNSSEC vouches for the server's name and its addresses
  /// @throws HopFailure if the server may not be used now
  TlsDemand of(String domain, String host, boolean secure, Optional<StsPolicy> policy)
      throws HopFailure {
    Optional<TlsDemand> dane = secure ? dane(domain, host) : Optional.empty();
    if (dane.isPresent() && dane.get().verified()) {
      return dane.get();
    }
    Optional<TlsDemand> named = sts(domain, host, policy);
    return named
        .or(() -> dane)
        .orElseGet(() -> new TlsDemand.Opportunistic(reported(policy, host)));
  }

  private Optional<TlsDemand> dane(String domain, String host) throws HopFailure {
    Answer<Tlsa> answer = dns.tlsa("_" + port + "._tcp." + host);
    if (answer.failed()) {
      // RFC 7672 section 2.1.2: who suppresses the answer must not get the mail.
      throw new HopFailure("451 4.7.5 the TLSA records of " + host + " cannot be looked up");
    }
    if (!answer.secure() || answer.records().isEmpty()) {
      return Optional.empty();
    }
    List<Tlsa> usable = answer.records().stream().filter(Dane::isUsable).toList();
    return Optional.of(
        usable.isEmpty()
            ? new TlsDemand.Encrypted()
            : TlsDemand.Dane.of(Set.copyOf(List.of(host, domain)), usable));
  }

  private static Optional<TlsDemand> sts(String domain, String host, Optional<StsPolicy> policy)
      throws HopFailure {
    if (policy.isEmpty() || policy.get().mode() == StsPolicy.Mode.NONE) {
      return Optional.empty();
    }
    boolean enforced = policy.get().mode() == StsPolicy.Mode.ENFORCE;
    if (!policy.get().allows(host)) {
      if (enforced) {
        throw new HopFailure(
            "451 4.7.5 the MTA-STS policy of " + domain + " does not name " + host);
      }
      log.warn("{}: the MTA-STS policy, in testing, does not name {}", domain, host);
    }
    return enforced ? Optional.of(new TlsDemand.Named(Set.of(host))) : Optional.empty();
  }

  private static Set<String> reported(Optional<StsPolicy> policy, String host) {
    boolean testing = policy.filter(p -> p.mode() == StsPolicy.Mode.TESTING).isPresent();
    return testing ? Set.of(host) : Set.of();
  }
}

package dev.postern.delivery;

import dev.postern.auth.Grant;
import dev.postern.auth.GrantStore;
import dev.postern.domains.Aliases;
import dev.postern.domains.Domains;
import dev.postern.domains.HostedDomain;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.MailAddress;
import dev.postern.mail.MailAddresses;
import dev.postern.mailbox.AccountId;
import java.util.Optional;

/// Says where mail to an address goes.
public final class Recipients {
  private final GrantStore grants;
  private final Domains domains;
  private final Aliases aliases;

  /// Resolves against the live grants and the domains of this server, without aliases.
  public Recipients(GrantStore grants, Domains domains) {
    this(grants, domains, Aliases.NONE);
  }

  /// Resolves against the live grants, the domains of this server and their aliases.
  public Recipients(GrantStore grants, Domains domains, Aliases aliases) {
    this.grants = grants;
    this.domains = domains;
    this.aliases = aliases;
  }

  /// Resolves an address. Letter case and a `+tag` do not matter for local ones, and an address at
  /// a feedback name (`bounce.`) is that of the domain.
  ///
  /// An agent's own address comes first, then an alias of the domain, then who catches all of it.
  /// `postmaster` of each local domain exists always (RFC 5321 section 4.5.1): if nobody has that
  /// name it is the domain's oldest agent, so that somebody reads it.
  public Resolution resolve(MailAddress address) {
    Optional<String> home = domains.home(address.domain());
    if (home.isEmpty()) {
      return new Resolution.Remote(address.domain());
    }
    MailAddress here = new MailAddress(address.local(), home.get());
    return grants
        .grantOf(here.canonical())
        .or(() -> alias(here))
        .or(() ->
            domains.kept(here.domain()).flatMap(HostedDomain::catchAll).flatMap(grants::grant))
        .or(() -> postmaster(here))
        .<Resolution>map(Resolution.Local::new)
        .orElseGet(Resolution.Unknown::new);
  }

  /// Says whether `address` is an agent's: its own one with or without a `+tag`, or an alias of it.
  public boolean isOwn(Grant grant, MailAddress address) {
    return MailAddresses.parse(grant.email())
            .map(MailAddress::canonical)
            .filter(address.canonical()::equals)
            .isPresent()
        || (domains.isLocal(address.domain())
            && grants.grantOf(address.canonical()).isEmpty()
            && alias(address).filter(owner -> owner.id().equals(grant.id())).isPresent());
  }

  /// Lets an agent send to other servers: its domain must be one that they will accept mail of.
  ///
  /// @param account number 0: this server itself
  /// @throws GatewayException with DOMAIN_NOT_VERIFIED
  public void checkSender(AccountId account) {
    if (account.value() == 0 || !domains.anyUnverified()) {
      return;
    }
    String email = grants.grantOf(account).map(Grant::email).orElse("");
    String domain = email.substring(email.lastIndexOf('@') + 1);
    if (!domains.maySend(domain)) {
      throw new GatewayException(
          Fault.DOMAIN_NOT_VERIFIED,
          "domain "
              + domain
              + " is not verified: ownership, spf and dkim must be, to send to others");
    }
  }

  private Optional<Grant> alias(MailAddress address) {
    return aliases.grantOf(address.canonical()).flatMap(grants::grant);
  }

  /// Like [#resolve(MailAddress)] for text; what is no address is unknown, and a bare `postmaster`
  /// is that of the first domain.
  public Resolution resolve(String address) {
    String full =
        address.equalsIgnoreCase("postmaster") && !domains.names().isEmpty()
            ? address + "@" + domains.names().getFirst()
            : address;
    return MailAddresses.parse(full).map(this::resolve).orElseGet(Resolution.Unknown::new);
  }

  /// Says whether mail to `address` stays on this server, without looking the agent up; what is no
  /// address stays too.
  public boolean isLocal(String address) {
    int at = address.lastIndexOf('@');
    return at < 0 || domains.isLocal(address.substring(at + 1));
  }

  private Optional<Grant> postmaster(MailAddress address) {
    String canonical = address.canonical();
    return canonical.startsWith("postmaster@")
        ? grants.oldestIn(canonical.substring(canonical.indexOf('@') + 1))
        : Optional.empty();
  }

  /// Where mail to an address goes.
  public sealed interface Resolution {
    /// To an agent here.
    record Local(Grant grant) implements Resolution {}

    /// Nowhere: the domain is ours and nobody has this address.
    record Unknown() implements Resolution {}

    /// Out, through a [dev.postern.outbound.Transport].
    record Remote(String domain) implements Resolution {}
  }
}

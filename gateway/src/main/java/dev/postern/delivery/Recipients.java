package dev.postern.delivery;

import dev.postern.auth.Grant;
import dev.postern.auth.GrantStore;
import dev.postern.auth.GrantStore.GrantQuery;
import dev.postern.mail.MailAddress;
import dev.postern.mail.MailAddresses;
import java.util.Locale;
import java.util.Optional;

/// Says where mail to an address goes.
public final class Recipients {
  private static final int POSTMASTER_SEARCH = 200;

  private final GrantStore grants;
  private final Domains domains;

  /// Resolves against the live grants and the configured domains.
  public Recipients(GrantStore grants, Domains domains) {
    this.grants = grants;
    this.domains = domains;
  }

  /// Resolves an address. Letter case and a `+tag` do not matter for local ones.
  ///
  /// `postmaster` of each local domain exists always (RFC 5321 section 4.5.1): if there is no agent
  /// of that name it is the domain's oldest agent, so that somebody reads it.
  public Resolution resolve(MailAddress address) {
    if (!domains.isLocal(address.domain())) {
      return new Resolution.Remote(address.domain());
    }
    return grants
        .grantOf(address.canonical())
        .or(() -> postmaster(address))
        .<Resolution>map(Resolution.Local::new)
        .orElseGet(Resolution.Unknown::new);
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
    if (!canonical.startsWith("postmaster@")) {
      return Optional.empty();
    }
    String suffix = canonical.substring(canonical.indexOf('@'));
    GrantQuery oldest =
        new GrantQuery(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            true,
            POSTMASTER_SEARCH,
            0);
    return grants.grants(oldest).stream()
        .filter(grant -> grant.email().toLowerCase(Locale.ROOT).endsWith(suffix))
        .findFirst();
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

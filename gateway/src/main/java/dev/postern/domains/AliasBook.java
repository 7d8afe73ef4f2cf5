package dev.postern.domains;

import dev.postern.auth.Grant;
import dev.postern.auth.GrantStore;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.MailAddress;
import dev.postern.mail.MailAddresses;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/// The aliases of domains: each leads to a grant, never to another alias. An application sees and
/// changes those of its own grants.
public final class AliasBook {
  private static final int MOST_ALIASES = 10_000;

  private final DomainStore store;
  private final Hosting hosting;
  private final GrantStore grants;
  private final InstantSource clock;

  /// Keeps the aliases of `store`.
  public AliasBook(DomainStore store, Hosting hosting, GrantStore grants, InstantSource clock) {
    this.store = store;
    this.hosting = hosting;
    this.grants = grants;
    this.clock = clock;
  }

  /// Gives a grant a further address.
  ///
  /// @param text the local part, or the whole address
  /// @throws GatewayException with INVALID, ALREADY_EXISTS, LIMIT, or DOMAIN_NOT_VERIFIED as for
  ///   accounts; nothing changed then
  public Alias add(UUID application, HostedDomain domain, String text, UUID grant) {
    MailAddress address = address(domain, text);
    Grant owner = hosting.ownGrant(application, grant, "grant_id");
    hosting.admit(application, domain.address());
    Alias alias =
        new Alias(UUID.randomUUID(), domain.id(), address.canonical(), owner.id(), clock.instant());
    store.add(alias, MOST_ALIASES);
    return alias;
  }

  private static MailAddress address(HostedDomain domain, String text) {
    String whole = text.contains("@") ? text.strip() : text.strip() + "@" + domain.address();
    return MailAddresses.parse(whole)
        .filter(address -> address.domain().equals(domain.address()))
        .filter(address -> !address.local().contains("+") && !address.local().startsWith("\""))
        .orElseThrow(() ->
            new GatewayException(
                Fault.INVALID,
                "address must be what stands before @" + domain.address() + ", without +"));
  }

  /// Returns the aliases of a domain that lead to the application's grants, by address.
  public List<Alias> of(UUID application, HostedDomain domain) {
    return store.aliases(domain.id()).stream()
        .filter(alias ->
            grants
                .grant(alias.grant())
                .filter(grant -> grant.applicationId().equals(application))
                .isPresent())
        .toList();
  }

  /// Returns an alias that leads to a grant of the application.
  ///
  /// @param name its id, its address, or what stands before the `@`
  /// @throws GatewayException with NOT_FOUND
  public Alias find(UUID application, HostedDomain domain, String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    String address = lower.contains("@") ? lower : lower + "@" + domain.address();
    return of(application, domain).stream()
        .filter(alias -> alias.id().toString().equals(lower) || alias.address().equals(address))
        .findFirst()
        .orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "alias not found"));
  }

  /// Removes an alias, named as in [#find].
  ///
  /// @throws GatewayException with NOT_FOUND
  public void remove(UUID application, HostedDomain domain, String name) {
    store.removeAlias(find(application, domain, name).id());
  }
}

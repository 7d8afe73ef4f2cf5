package dev.postern.domains;

import dev.postern.auth.AccountDomains;
import dev.postern.auth.Grant;
import dev.postern.auth.GrantStore;
import dev.postern.domains.HostedDomain.Ownership;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/// Makes, changes and removes the domains of applications, and keeps [Domains] and [Keyring] in
/// step with the store.
public final class Hosting implements AccountDomains {
  private static final int MOST_DOMAINS = 100;
  private static final int LONGEST_NAME = 256;
  private static final Duration OWNERSHIP = Duration.ofDays(7);

  private final DomainStore store;
  private final Domains domains;
  private final Keyring keyring;
  private final GrantStore grants;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final ReentrantLock showing = new ReentrantLock();

  /// Hosts the domains of `store`, and shows them to `domains` and `keyring`: see [#start].
  ///
  /// @param random unguessable
  public Hosting(
      DomainStore store,
      Domains domains,
      Keyring keyring,
      GrantStore grants,
      InstantSource clock,
      SecureRandom random) {
    this.store = store;
    this.domains = domains;
    this.keyring = keyring;
    this.grants = grants;
    this.clock = clock;
    this.random = random;
  }

  /// Makes rows of the configured domains that have none, and shows what there is.
  public void start() {
    List<String> known =
        store.all().stream().filter(HostedDomain::isConfigured).map(HostedDomain::address).toList();
    domains.names().stream()
        .filter(name -> !known.contains(name))
        .forEach(name -> store.add(made(Optional.empty(), name, name), 0));
    store.all().forEach(this::refresh);
  }

  /// Shows what the store has of one domain to whoever works on it.
  void refresh(HostedDomain domain) {
    showing.lock();
    try {
      Optional<HostedDomain> now = store.domain(domain.id()).filter(this::isShown);
      Optional<UUID> shown = domains.kept(domain.address()).map(HostedDomain::id);
      // Another application's, of the same name, is not to be hidden.
      if (now.isPresent() || shown.filter(domain.id()::equals).isPresent()) {
        domains.show(domain.address(), now);
        keyring.show(domain.address(), now);
      }
    } finally {
      showing.unlock();
    }
  }

  private boolean isShown(HostedDomain domain) {
    return isUsed(domain) && (domain.isConfigured() || domain.live());
  }

  /// Says whether a domain of the store is one of this server: a configured one is not when it is
  /// configured no longer, an application's is not when it has become a configured one.
  boolean isUsed(HostedDomain domain) {
    return domains.names().contains(domain.address()) == domain.isConfigured();
  }

  /// Returns the keys of the domains.
  public Keyring keyring() {
    return keyring;
  }

  /// Returns the domains that an application can use: the configured ones and its own.
  public List<HostedDomain> of(UUID application) {
    return store.of(application).stream().filter(this::isUsed).toList();
  }

  /// Returns a domain that an application can use.
  ///
  /// @param name its id or its name
  /// @throws GatewayException with NOT_FOUND
  public HostedDomain find(UUID application, String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return of(application).stream()
        .filter(domain -> domain.address().equals(lower) || domain.id().toString().equals(lower))
        .findFirst()
        .orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "domain not found"));
  }

  /// Returns a domain that an application may change: its own, or for the first application a
  /// configured one too.
  ///
  /// @throws GatewayException with NOT_FOUND, or with FORBIDDEN if it is configured
  public HostedDomain own(UUID application, String name) {
    HostedDomain domain = find(application, name);
    if (domain.isConfigured() && !application.equals(grants.applications().first().id())) {
      throw new GatewayException(
          Fault.FORBIDDEN, "a configured domain needs an API key of the first application");
    }
    return domain;
  }

  /// Makes a domain.
  ///
  /// @param address its name in the DNS
  /// @param name what people call it; empty: its name in the DNS
  /// @throws GatewayException with INVALID, ALREADY_EXISTS or LIMIT; nothing changed then
  public HostedDomain create(UUID application, String address, String name) {
    String parsed = DomainName.parse(address);
    checkName(name);
    boolean taken =
        domains.names().contains(parsed)
            || domains.home(parsed).filter(home -> !home.equals(parsed)).isPresent();
    if (taken) {
      throw new GatewayException(
          Fault.ALREADY_EXISTS, "domain_address: this server hosts the domain already");
    }
    HostedDomain made = made(Optional.of(application), parsed, name.isEmpty() ? parsed : name);
    store.add(made, MOST_DOMAINS);
    keyring.of(made);
    refresh(made);
    return made;
  }

  private HostedDomain made(Optional<UUID> application, String address, String name) {
    Instant now = clock.instant();
    HostedDomain made =
        new HostedDomain(
            UUID.randomUUID(),
            application,
            address,
            name,
            challenge(now),
            Map.of(),
            false,
            Optional.empty(),
            now,
            now);
    return made.found(Map.of());
  }

  private Ownership challenge(Instant now) {
    byte[] secret = new byte[20];
    random.nextBytes(secret);
    return new Ownership(
        Examiner.OWNERSHIP + HexFormat.of().formatHex(secret), now.plus(OWNERSHIP));
  }

  /// Returns a domain whose owner is about to publish its records: a value that has expired is
  /// replaced by a new one, and its records are looked for more often.
  public HostedDomain publishing(HostedDomain domain) {
    Instant now = clock.instant();
    return store.edit(
        domain.id(),
        old ->
            old.verified(Proof.OWNERSHIP) || now.isBefore(old.ownership().expires())
                ? old.touched(now)
                : old.challenged(challenge(now), now));
  }

  /// Changes a domain.
  ///
  /// @param name what people call it; empty: as before
  /// @throws GatewayException with INVALID or NOT_FOUND
  public HostedDomain rename(HostedDomain domain, String name) {
    checkName(name);
    return store.edit(domain.id(), old -> old.named(name, clock.instant()));
  }

  /// Makes an agent get the mail to addresses that nobody has.
  ///
  /// @param grant empty: such mail is refused
  /// @throws GatewayException with INVALID if the application has no such grant
  public HostedDomain catchAll(UUID application, HostedDomain domain, Optional<UUID> grant) {
    grant.ifPresent(id -> {
      Grant _ = ownGrant(application, id, "catch_all");
    });
    HostedDomain changed = store.edit(domain.id(), old -> old.catching(grant, clock.instant()));
    refresh(changed);
    return changed;
  }

  Grant ownGrant(UUID application, UUID id, String field) {
    return grants
        .grant(id)
        .filter(grant -> grant.applicationId().equals(application))
        .orElseThrow(() -> new GatewayException(Fault.INVALID, field + ": there is no such grant"));
  }

  /// Makes new keys for a domain: see [Keyring#rotate].
  public List<DkimKey> rotate(HostedDomain domain) {
    List<DkimKey> keys = keyring.rotate(domain);
    HostedDomain _ = store.edit(domain.id(), old -> old.touched(clock.instant()));
    return keys;
  }

  /// Removes a domain.
  ///
  /// @throws GatewayException with WRONG_STATE if it is configured or has accounts
  public void remove(HostedDomain domain) {
    if (domain.isConfigured()) {
      throw new GatewayException(
          Fault.WRONG_STATE, "the domain is in the configuration (domains): remove it there");
    }
    store.remove(domain.id());
    refresh(domain);
  }

  @Override
  public void admit(UUID application, String domain) {
    if (domains.names().contains(domain)) {
      return;
    }
    HostedDomain found =
        of(application).stream()
            .filter(own -> own.address().equals(domain))
            .findFirst()
            .orElseThrow(() -> AccountDomains.notRegistered(domain));
    if (!found.takesAccounts()) {
      throw new GatewayException(
          Fault.DOMAIN_NOT_VERIFIED, "domain " + domain + " is not verified: " + missing(found));
    }
  }

  private static String missing(HostedDomain domain) {
    List<String> missing = new ArrayList<>();
    for (Proof proof : List.of(Proof.OWNERSHIP, Proof.MX)) {
      if (!domain.verified(proof)) {
        String type = proof == Proof.MX ? " (MX)" : " (TXT)";
        missing.add("its " + proof.wire() + " record" + type + " was not found");
      }
    }
    return String.join(", ", missing);
  }

  private static void checkName(String name) {
    boolean valid =
        name.codePointCount(0, name.length()) <= LONGEST_NAME
            && name.codePoints()
                .noneMatch(c ->
                    Character.isISOControl(c)
                        || c == 0x2028
                        || c == 0x2029
                        || Character.getType(c) == Character.SURROGATE);
    if (!valid) {
      throw new GatewayException(
          Fault.INVALID, "name must have up to 256 characters, none of them a control character");
    }
  }
}

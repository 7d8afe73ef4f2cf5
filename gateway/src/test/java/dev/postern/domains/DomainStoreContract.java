package dev.postern.domains;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.auth.Application;
import dev.postern.auth.Grant;
import dev.postern.auth.GrantStore;
import dev.postern.domains.Finding.Status;
import dev.postern.domains.HostedDomain.Ownership;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailauth.dkim.Algorithm;
import dev.postern.mailauth.dkim.SigningKey;
import dev.postern.mailbox.EnginePorts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What every engine promises of domains, their keys and aliases.
public interface DomainStoreContract {
  Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  /// Returns the engine under test, empty at first.
  EnginePorts engine();

  /// Returns its domains.
  DomainStore domains();

  /// Ends it and starts it again on its data.
  void restart();

  private static HostedDomain domain(Optional<UUID> application, String address) {
    return new HostedDomain(
        UUID.randomUUID(),
        application,
        address,
        address,
        new Ownership("secret", NOON.plus(Duration.ofDays(7))),
        Map.of(),
        false,
        Optional.empty(),
        NOON,
        NOON);
  }

  private static HostedDomain owned(HostedDomain domain) {
    return domain.found(Map.of(Proof.OWNERSHIP, new Finding(Status.DONE, "", NOON)));
  }

  private static void refused(Fault fault, Runnable work) {
    assertThatThrownBy(work::run)
        .isInstanceOfSatisfying(
            GatewayException.class, e -> assertThat(e.fault()).isEqualTo(fault));
  }

  private Grant grant(String email) {
    Application first = engine().grants().applications().first();
    return engine()
        .grants()
        .create(new GrantStore.NewGrant(first, email, email, "", Optional.empty(), NOON));
  }

  @Test
  default void aDomainIsKeptWithAllThatIsKnownOfIt() {
    UUID application = engine().grants().applications().first().id();
    Grant ann = grant("ann@x.test");
    HostedDomain made = domain(Optional.of(application), "x.test");
    HostedDomain configured = domain(Optional.empty(), "c.test");
    domains().add(made, 5);
    domains().add(configured, 0);
    HostedDomain changed =
        domains()
            .edit(
                made.id(),
                old ->
                    owned(old)
                        .found(Map.of(Proof.MX, new Finding(Status.DONE, "", NOON.plusSeconds(1))))
                        .named("X", NOON.plusSeconds(2))
                        .catching(Optional.of(ann.id()), NOON.plusSeconds(3)));
    assertThat(changed.live()).isTrue();
    restart();
    assertThat(domains().domain(made.id())).contains(changed);
    assertThat(domains().all()).containsExactlyInAnyOrder(changed, configured);
    refused(Fault.NOT_FOUND, () -> domains().edit(UUID.randomUUID(), old -> old));
  }

  @Test
  default void severalApplicationsMayClaimANameAndOneCanProveIt() {
    UUID one = engine().grants().applications().first().id();
    UUID two = engine().grants().applications().create("two", NOON).id();
    HostedDomain first = domain(Optional.of(one), "x.test");
    HostedDomain second = domain(Optional.of(two), "x.test");
    DomainStore store = domains();
    store.add(first, 5);
    store.add(second, 5);
    refused(Fault.ALREADY_EXISTS, () -> store.add(domain(Optional.of(one), "x.test"), 5));
    HostedDomain _ = store.edit(second.id(), DomainStoreContract::owned);
    refused(Fault.ALREADY_EXISTS, () -> store.edit(first.id(), DomainStoreContract::owned));
    assertThat(store.domain(first.id()).orElseThrow().findings()).isEmpty();
    store.remove(first.id());
    refused(Fault.ALREADY_EXISTS, () -> store.add(domain(Optional.of(one), "x.test"), 5));
    store.remove(second.id());
    store.add(domain(Optional.of(one), "x.test"), 5);
    refused(Fault.LIMIT, () -> store.add(domain(Optional.of(one), "y.test"), 1));
  }

  @Test
  default void keysChangeInOneStepAndOutliveARestart() {
    HostedDomain domain = domain(Optional.empty(), "x.test");
    domains().add(domain, 0);
    List<DkimKey> made =
        domains()
            .editKeys(
                domain.id(),
                _ ->
                    List.of(
                        key("p1r", Algorithm.RSA_SHA256), key("p1e", Algorithm.ED25519_SHA256)));
    restart();
    assertThat(domains().keys(domain.id())).isEqualTo(made);
    DkimKey seen = made.getFirst().seen(Optional.of(NOON)).retired(NOON.plusSeconds(9));
    domains().editKeys(domain.id(), _ -> List.of(seen));
    assertThat(domains().keys(domain.id())).containsExactly(seen);
    assertThat(seen.toString()).doesNotContain("[B").contains("p1r._domainkey.x.test");
    refused(Fault.NOT_FOUND, () -> domains().editKeys(UUID.randomUUID(), keys -> keys));
  }

  private static DkimKey key(String selector, Algorithm algorithm) {
    return new DkimKey(
        SigningKey.generate("x.test", selector, algorithm),
        NOON,
        Optional.empty(),
        Optional.empty());
  }

  @Test
  default void anAliasIsNobodyElsesAddress() {
    Grant ann = grant("ann@x.test");
    HostedDomain domain = domain(Optional.empty(), "x.test");
    DomainStore store = domains();
    store.add(domain, 0);
    store.add(alias(domain, "sales@x.test", ann), 2);
    assertThat(store.grantOf("sales@x.test")).contains(ann.id());
    assertThat(store.grantOf("ann@x.test")).isEmpty();
    refused(Fault.ALREADY_EXISTS, () -> store.add(alias(domain, "sales@x.test", ann), 2));
    refused(Fault.ALREADY_EXISTS, () -> store.add(alias(domain, "ann@x.test", ann), 2));
    refused(Fault.ALREADY_EXISTS, () -> grant("sales@x.test"));
    Alias more = alias(domain, "more@x.test", ann);
    store.add(more, 2);
    refused(Fault.LIMIT, () -> store.add(alias(domain, "third@x.test", ann), 2));
    restart();
    assertThat(domains().aliases(domain.id()))
        .extracting(Alias::address)
        .containsExactly("more@x.test", "sales@x.test");
    domains().removeAlias(more.id());
    assertThat(domains().grantOf("more@x.test")).isEmpty();
  }

  @Test
  default void aDeletedGrantLeavesNothingBehindInADomain() {
    Grant ann = grant("ann@x.test");
    HostedDomain domain = domain(Optional.empty(), "x.test");
    DomainStore store = domains();
    store.add(domain, 0);
    store.add(alias(domain, "sales@x.test", ann), 9);
    store.edit(domain.id(), old -> old.catching(Optional.of(ann.id()), NOON));
    engine().grants().delete(ann.id(), NOON);
    assertThat(store.aliases(domain.id())).isEmpty();
    assertThat(store.domain(domain.id()).orElseThrow().catchAll()).isEmpty();
    refused(Fault.NOT_FOUND, () -> store.add(alias(domain, "sales@x.test", ann), 9));
    Grant _ = grant("sales@x.test");
  }

  private static Alias alias(HostedDomain domain, String address, Grant grant) {
    return new Alias(UUID.randomUUID(), domain.id(), address, grant.id(), NOON);
  }

  @Test
  default void aDomainWithAccountsStays() {
    UUID application = engine().grants().applications().first().id();
    HostedDomain domain = domain(Optional.of(application), "x.test");
    DomainStore store = domains();
    store.add(domain, 5);
    Grant ann = grant("ann@x.test");
    Grant _ = grant("bob@yx.test");
    assertThatThrownBy(() -> store.remove(domain.id()))
        .isInstanceOfSatisfying(
            GatewayException.class,
            e -> {
              assertThat(e.fault()).isEqualTo(Fault.WRONG_STATE);
              assertThat(e.text()).contains("1 account:");
            });
    engine().grants().delete(ann.id(), NOON);
    store.remove(domain.id());
    assertThat(store.domain(domain.id())).isEmpty();
    refused(Fault.NOT_FOUND, () -> store.remove(domain.id()));
  }
}

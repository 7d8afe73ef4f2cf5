package dev.postern.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.Agent;
import dev.postern.mailbox.EnginePorts;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailRead;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What every engine promises of grants and keys.
public interface GrantStoreContract {
  /// Returns the engine under test, empty at first.
  EnginePorts engine();

  private GrantStore.NewGrant named(String name, Instant now) {
    return new GrantStore.NewGrant(
        engine().grants().applications().first(),
        name + "@Example.org",
        name + "@example.org",
        name,
        Optional.empty(),
        now);
  }

  private static GrantChange change(Optional<String> name, Optional<Credentials> credentials) {
    return new GrantChange(name, credentials, Optional.empty(), Optional.empty());
  }

  private static GrantStore.GrantQuery all(boolean ascending, int limit, int offset) {
    return new GrantStore.GrantQuery(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        ascending,
        limit,
        offset);
  }

  @Test
  default void aGrantIsFoundByEveryName() {
    GrantStore grants = engine().grants();
    Grant grant = grants.create(named("ann", Agent.NOON));
    assertThat(grant.applicationId()).isEqualTo(grants.applications().first().id());
    assertThat(grant.workspaceId()).isEqualTo(grants.applications().first().defaultWorkspaceId());
    assertThat(grants.grant(grant.id())).contains(grant);
    assertThat(grants.grantOf("ann@example.org")).contains(grant);
    assertThat(grants.grantOf(grant.account())).contains(grant);
    assertThat(grants.grantOf("bob@example.org")).isEmpty();
    assertThatThrownBy(() -> grants.create(named("ann", Agent.NOON)))
        .isInstanceOfSatisfying(
            GatewayException.class, e -> assertThat(e.fault()).isEqualTo(Fault.ALREADY_EXISTS));
  }

  @Test
  default void theOldestOfADomainIsFoundAmongManyOfOthers() {
    GrantStore grants = engine().grants();
    for (int i = 0; i < 250; i++) {
      Grant _ = grants.create(named("other" + i, Agent.NOON.minusSeconds(300 - i)));
    }
    Grant newer = grants.create(in("home.test", "newer", Agent.NOON.plusSeconds(1)));
    Grant oldest = grants.create(in("home.test", "oldest", Agent.NOON));
    Grant below = grants.create(in("sub.home.test", "ann", Agent.NOON.minusSeconds(1)));
    assertThat(grants.oldestIn("home.test")).contains(oldest);
    assertThat(grants.oldestIn("sub.home.test")).contains(below);
    assertThat(grants.oldestIn("test")).isEmpty();
    assertThat(grants.oldestIn("%")).isEmpty();
    grants.delete(oldest.id(), Agent.NOON);
    assertThat(grants.oldestIn("home.test")).contains(newer);
  }

  private GrantStore.NewGrant in(String domain, String name, Instant now) {
    String address = name + "@" + domain;
    return new GrantStore.NewGrant(
        engine().grants().applications().first(), address, address, name, Optional.empty(), now);
  }

  @Test
  @Tag("I-44")
  default void aNameIsAValueAndNeverPartOfAQuery() {
    GrantStore grants = engine().grants();
    Grant grant = grants.create(named("ann", Agent.NOON));
    for (String name :
        List.of("ann@example.org' OR '1'='1", "' OR 1=1 --", "\"; DROP TABLE grant_row; --", "%")) {
      assertThat(grants.grantOf(name)).isEmpty();
    }
    assertThat(grants.grantOf("ann@example.org")).contains(grant);
    Grant odd = grants.create(named("o'; DROP TABLE grant_row; --", Agent.NOON));
    assertThat(grants.grantOf("o'; DROP TABLE grant_row; --@example.org")).contains(odd);
  }

  @Test
  default void aDeletedGrantIsGoneAtOnceAndItsAddressIsFree() {
    GrantStore grants = engine().grants();
    Agent ann = Agent.create(engine(), "ann");
    ann.add(FolderId.INBOX, "x");
    Grant grant = grants.grantOf(ann.account).orElseThrow();
    assertThat(grants.delete(grant.id(), Agent.NOON)).isEqualTo(grant);
    assertThat(grants.grant(grant.id())).isEmpty();
    assertThat(grants.grantOf("ann@example.org")).isEmpty();
    assertThatThrownBy(() -> ann.read(MailRead::seq)).isInstanceOf(GatewayException.class);
    assertThatThrownBy(() -> ann.add(FolderId.INBOX, "y")).isInstanceOf(GatewayException.class);
    assertThatThrownBy(() -> grants.delete(grant.id(), Agent.NOON))
        .isInstanceOf(GatewayException.class);
    Agent again = Agent.create(engine(), "ann");
    assertThat(again.account).isNotEqualTo(ann.account);
    assertThat(again.folder(FolderId.INBOX).exists()).isZero();
  }

  @Test
  default void credentialsAndNamesChangeByThemselves() {
    GrantStore grants = engine().grants();
    Grant grant = grants.create(named("ann", Agent.NOON));
    assertThat(grants.credentials(grant.id())).isEmpty();
    Credentials secret = new Credentials("$2b$", "SCRAM", 1);
    Instant later = Agent.NOON.plusSeconds(5);
    Grant changed = grants.update(grant.id(), change(Optional.empty(), Optional.of(secret)), later);
    assertThat(changed.hasAppPassword()).isTrue();
    assertThat(changed.name()).isEqualTo("ann");
    assertThat(changed.updatedAt()).isEqualTo(later);
    assertThat(grants.credentials(grant.id())).contains(secret);
    grants.update(grant.id(), change(Optional.of("Ann B."), Optional.empty()), later);
    assertThat(grants.grant(grant.id()).orElseThrow().name()).isEqualTo("Ann B.");
    assertThat(grants.credentials(grant.id())).contains(secret);
  }

  @Test
  default void grantsAreListedPageByPage() {
    GrantStore grants = engine().grants();
    for (int i = 0; i < 5; i++) {
      grants.create(named("a" + i, Agent.NOON.plusSeconds(i)));
    }
    assertThat(grants.grants(all(true, 2, 2))).extracting(Grant::name).containsExactly("a2", "a3");
    assertThat(grants.grants(all(false, 2, 0))).extracting(Grant::name).containsExactly("a4", "a3");
    GrantStore.GrantQuery query =
        new GrantStore.GrantQuery(
            Optional.empty(),
            Optional.empty(),
            Optional.of("A1@example.org"),
            Optional.empty(),
            Optional.empty(),
            true,
            true,
            10,
            0);
    assertThat(grants.grants(query)).extracting(Grant::name).containsExactly("a1");
  }

  @Test
  default void whoIsStoppedIsKnownUntilItGoesOnOrIsDeleted() {
    GrantStore grants = engine().grants();
    Grant ann = grants.create(named("ann", Agent.NOON));
    Grant bob = grants.create(named("bob", Agent.NOON));
    assertThat(grants.stopped()).isEmpty();
    for (Grant each : List.of(ann, bob)) {
      Grant blocked = grants.update(each.id(), blocked(true), Agent.NOON);
      assertThat(blocked.blocked()).isTrue();
      assertThat(grants.grantOf(each.account())).contains(blocked);
    }
    assertThat(grants.stopped()).containsExactlyInAnyOrder(ann.account(), bob.account());
    assertThat(grants.update(ann.id(), blocked(false), Agent.NOON).blocked()).isFalse();
    grants.delete(bob.id(), Agent.NOON);
    assertThat(grants.stopped()).isEmpty();
    assertThat(grants.count(ann.applicationId())).isEqualTo(1);
  }

  private static GrantChange blocked(boolean blocked) {
    return new GrantChange(
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(blocked));
  }
}

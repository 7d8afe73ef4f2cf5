package dev.postern.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.auth.ApplicationStore.StoredKey;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.Agent;
import dev.postern.mailbox.EnginePorts;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What every engine promises of applications and their keys.
public interface ApplicationStoreContract {
  /// Returns the engine under test, empty at first.
  EnginePorts engine();

  private static StoredKey key(Application application, int hash, Optional<Instant> expires) {
    ApiKey key = new ApiKey(UUID.randomUUID(), application, "k" + hash, Agent.NOON, expires);
    return new StoredKey(key, new byte[] {(byte) hash});
  }

  @Test
  default void anApplicationIsFoundByIdAndByNameInAnyCase() {
    ApplicationStore store = engine().grants().applications();
    Application first = store.first();
    Application sales = store.create("Sales", Agent.NOON);
    assertThat(store.first()).isEqualTo(first);
    assertThat(store.application(sales.id())).contains(sales);
    assertThat(store.named("sALES")).contains(sales);
    assertThat(store.named("sale")).isEmpty();
    assertThat(store.application(new UUID(1, 1))).isEmpty();
    assertThat(sales.createdAt()).isEqualTo(Agent.NOON);
    assertThat(sales.defaultWorkspaceId()).isNotEqualTo(first.defaultWorkspaceId());
    assertThatThrownBy(() -> store.create("SALES", Agent.NOON))
        .isInstanceOfSatisfying(
            GatewayException.class, e -> assertThat(e.fault()).isEqualTo(Fault.ALREADY_EXISTS));
  }

  @Test
  default void howAnApplicationShowsItselfIsKeptForItAlone() {
    ApplicationStore store = engine().grants().applications();
    Application first = store.first();
    Application sales = store.create("Sales", Agent.NOON);
    store.addKey(key(sales, 1, Optional.empty()), 1);
    Application shown =
        sales.shownAs(
            new Application.Branding("Boats", "https://a.test/i", "https://a.test/", "all of them"),
            Agent.NOON.plusSeconds(5));
    store.show(shown);
    assertThat(store.application(sales.id())).contains(shown);
    assertThat(store.named("sales")).contains(shown);
    assertThat(store.keys()).extracting(stored -> stored.key().application()).contains(shown);
    assertThat(store.first()).isEqualTo(first);
    assertThat(first.title()).isEqualTo(first.name());
    assertThat(first.updatedAt()).isEqualTo(first.createdAt());
  }

  @Test
  default void aNewKeyReplacesThoseOfItsApplicationOnly() {
    ApplicationStore store = engine().grants().applications();
    Application sales = store.create("Sales", Agent.NOON);
    StoredKey kept = key(sales, 1, Optional.of(Agent.NOON.plusSeconds(60)));
    store.addKey(kept, 1);
    store.replaceKeys(key(store.first(), 2, Optional.empty()));
    store.replaceKeys(key(store.first(), 3, Optional.empty()));
    assertThat(store.keys())
        .extracting(StoredKey::hash)
        .containsExactlyInAnyOrder(new byte[] {1}, new byte[] {3});
    assertThat(store.keys()).extracting(StoredKey::key).contains(kept.key());
    assertThatThrownBy(() -> store.addKey(key(sales, 4, Optional.empty()), 1))
        .isInstanceOfSatisfying(
            GatewayException.class, e -> assertThat(e.fault()).isEqualTo(Fault.LIMIT));
    assertThat(store.removeKey(kept.key().id())).isTrue();
    assertThat(store.removeKey(kept.key().id())).isFalse();
    assertThat(store.keys()).hasSize(1);
  }

  @Test
  default void grantsAreListedForOneApplication() {
    GrantStore grants = engine().grants();
    Application sales = grants.applications().create("Sales", Agent.NOON);
    Agent.create(engine(), "ann");
    Grant bob =
        grants.create(
            new GrantStore.NewGrant(
                sales, "bob@example.org", "bob@example.org", "", Optional.empty(), Agent.NOON));
    assertThat(bob.applicationId()).isEqualTo(sales.id());
    assertThat(bob.workspaceId()).isEqualTo(sales.defaultWorkspaceId());
    GrantStore.GrantQuery own =
        new GrantStore.GrantQuery(
            Optional.of(sales.id()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            true,
            10,
            0);
    assertThat(grants.grants(own)).containsExactly(bob);
  }
}

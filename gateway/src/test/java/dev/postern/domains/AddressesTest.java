package dev.postern.domains;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.auth.Grant;
import dev.postern.delivery.Recipients.Resolution;
import dev.postern.fault.GatewayException;
import dev.postern.mail.MailAddresses;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who gets the mail to an address, and who may use it.
class AddressesTest {
  @TempDir private Path data;
  private DomainHouse house;
  private Grant ann;
  private Grant bob;

  @BeforeEach
  void start() {
    house = new DomainHouse(data);
    ann = house.agent("ann@home.test");
    bob = house.agent("bob@home.test");
  }

  @AfterEach
  void stop() {
    house.close();
  }

  private Optional<String> owner(String address) {
    return house.recipients().resolve(address) instanceof Resolution.Local(Grant grant)
        ? Optional.of(grant.email())
        : Optional.empty();
  }

  private boolean isOwn(Grant grant, String address) {
    return house.recipients().isOwn(grant, MailAddresses.parse(address).orElseThrow());
  }

  private void alias(String address, Grant grant) {
    Alias _ =
        house.aliases().add(grant.applicationId(), house.domain("home.test"), address, grant.id());
  }

  @Test
  void anAliasLeadsToItsGrantWhateverItsCaseAndTag() {
    alias("Sales", ann);
    assertThat(owner("sales@home.test")).contains("ann@home.test");
    assertThat(owner("SALES+x@Home.test")).contains("ann@home.test");
    assertThat(owner("sale@home.test")).isEmpty();
    assertThat(isOwn(ann, "sales@home.test")).isTrue();
    assertThat(isOwn(ann, "Ann+tag@home.test")).isTrue();
    assertThat(isOwn(bob, "sales@home.test")).isFalse();
    assertThat(isOwn(ann, "bob@home.test")).isFalse();
    assertThat(isOwn(ann, "sales@elsewhere.test")).isFalse();
  }

  @Test
  void anOwnAddressComesFirstThenAnAliasThenWhoCatchesAll() {
    house.hosting().catchAll(house.application(), house.domain("home.test"), Optional.of(bob.id()));
    alias("sales", ann);
    assertThat(owner("ann@home.test")).contains("ann@home.test");
    assertThat(owner("sales@home.test")).contains("ann@home.test");
    assertThat(owner("anything@home.test")).contains("bob@home.test");
    assertThat(owner("postmaster@home.test")).contains("bob@home.test");
    assertThat(isOwn(bob, "anything@home.test")).as("caught, not owned").isFalse();
    house.restart();
    assertThat(owner("anything@home.test")).contains("bob@home.test");
    house.grants().delete(bob.id());
    assertThat(owner("anything@home.test")).isEmpty();
    assertThat(owner("postmaster@home.test")).contains("ann@home.test");
  }

  @Test
  void theFeedbackNameHasTheAddressesOfItsDomain() {
    alias("sales", ann);
    assertThat(house.registry().isLocal("bounce.home.test")).isTrue();
    assertThat(house.registry().home("Bounce.home.test")).contains("home.test");
    assertThat(owner("ann@bounce.home.test")).contains("ann@home.test");
    assertThat(owner("sales@bounce.home.test")).contains("ann@home.test");
    assertThat(owner("postmaster@bounce.home.test")).contains("ann@home.test");
    assertThat(owner("nobody@bounce.home.test")).isEmpty();
    assertThat(house.registry().isLocal("bounce.bounce.home.test")).isFalse();
    assertThat(house.registry().isLocal("bounce.elsewhere.test")).isFalse();
  }

  @Test
  void anAliasOfAnAliasOrOfAnAccountCannotBe() {
    alias("sales", ann);
    assertThatThrownBy(() -> alias("sales", bob)).hasMessageContaining("has it already");
    assertThatThrownBy(() -> alias("bob", ann)).hasMessageContaining("has it already");
    assertThatThrownBy(() -> house.agent("sales@home.test"))
        .hasMessageContaining("an alias has this address");
    for (String wrong : new String[] {"", "a b", "a+b", "\"a b\"", "a@other.test", "a@", "@"}) {
      assertThatThrownBy(() -> alias(wrong, ann))
          .as(wrong)
          .isInstanceOf(GatewayException.class)
          .hasMessageContaining("address must be");
    }
  }

  @Test
  void aDeletedGrantsAliasIsFreeAtOnce() {
    alias("sales", ann);
    house.grants().delete(ann.id());
    assertThat(owner("sales@home.test")).isEmpty();
    alias("sales", bob);
    assertThat(owner("sales@home.test")).contains("bob@home.test");
  }

  @Test
  void aRemovedDomainIsRemoteAtOnce() {
    HostedDomain trial = house.create("shop.agents.localhost");
    assertThat(house.registry().isLocal("shop.agents.localhost")).isTrue();
    house.hosting().remove(trial);
    assertThat(house.registry().isLocal("shop.agents.localhost")).isFalse();
    assertThatThrownBy(() -> house.hosting().remove(house.domain("home.test")))
        .hasMessageContaining("in the configuration");
  }
}

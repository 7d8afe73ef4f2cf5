package dev.postern.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.fault.GatewayException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiKeysTest {
  private final FakeTime time = new FakeTime();
  private final MemoryGrantStore store = new MemoryGrantStore();
  private final UUID own = store.applications().first().id();

  @Test
  void onlyTheNewestKeyIsValidAndOnlyItsHashIsStored() {
    var keys = new ApiKeys(store.applications(), time);
    assertThat(keys.exist()).isFalse();
    assertThat(keys.owner("")).isEmpty();
    String first = keys.rotate();
    assertThat(first).matches("nyl_[0-9A-Za-z]{40}");
    assertThat(keys.exist()).isTrue();
    assertThat(keys.owner(first)).contains(own);
    assertThat(keys.owner(first + "x")).isEmpty();
    String second = keys.rotate();
    assertThat(keys.owner(first)).isEmpty();
    assertThat(keys.owner(second)).contains(own);
    assertThat(store.applications().keys())
        .extracting(ApplicationStore.StoredKey::hash)
        .containsExactly(Scram.sha256(second.getBytes(US_ASCII)));
  }

  @Test
  void aKeyReplacedByAnotherProcessEndsWithinASecond() {
    var keys = new ApiKeys(store.applications(), time);
    String old = keys.rotate();
    String replacement = new ApiKeys(store.applications(), time).rotate();
    time.pass(Duration.ofMillis(1001));
    assertThat(keys.owner(old)).isEmpty();
    assertThat(keys.owner(replacement)).contains(own);
  }

  @Test
  void aKeyOpensTheApplicationItWasMadeFor() {
    var keys = new ApiKeys(store.applications(), time);
    String main = keys.rotate();
    ApiKeys.Made sales = keys.makeFor(Optional.of("Sales"), "ci", Optional.empty());
    assertThat(sales.toString()).doesNotContain(sales.secret());
    UUID application = sales.key().application().id();
    assertThat(application).isNotEqualTo(own);
    assertThat(keys.owner(sales.secret())).contains(application);
    assertThat(keys.owner(main)).contains(own);
    assertThat(keys.makeFor(Optional.of("SALES"), "", Optional.empty()).key().application().id())
        .isEqualTo(application);
    assertThat(keys.makeFor(Optional.empty(), "", Optional.empty()).key().application().id())
        .isEqualTo(own);
    keys.rotate();
    assertThat(keys.owner(main)).isEmpty();
    assertThat(keys.owner(sales.secret())).contains(application);
    assertThat(keys.revoke(sales.key().id())).isTrue();
    assertThat(keys.revoke(sales.key().id())).isFalse();
    assertThat(keys.owner(sales.secret())).isEmpty();
    assertThat(keys.of(application)).hasSize(1);
  }

  @Test
  void aKeyEndsWhenItsDaysAreOver() {
    var keys = new ApiKeys(store.applications(), time);
    String secret = keys.makeFor(Optional.empty(), "", Optional.of(2L)).secret();
    time.pass(Duration.ofDays(2).minusMillis(1));
    assertThat(keys.owner(secret)).contains(own);
    time.pass(Duration.ofMillis(1));
    assertThat(keys.owner(secret)).isEmpty();
    assertThat(keys.all()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', 1, application must have a name",
    "'\t', '', 1, application must have a name",
    "'a\u0000b', '', 1, application must have up to 256 characters",
    "Sales, 'a\nb', 1, name must have up to 256 characters",
    "Sales, '', 0, expires_in must be 1 to 3650 days",
    "Sales, '', -1, expires_in must be 1 to 3650 days",
    "Sales, '', 3651, expires_in must be 1 to 3650 days",
    "Sales, '', 9223372036854775807, expires_in must be 1 to 3650 days"
  })
  void aWrongKeyMakesNeitherKeyNorApplication(
      String application, String name, long days, String message) {
    var keys = new ApiKeys(store.applications(), time);
    assertThatThrownBy(() -> keys.makeFor(Optional.of(application), name, Optional.of(days)))
        .isInstanceOfSatisfying(
            GatewayException.class, e -> assertThat(e.text()).startsWith(message));
    assertThat(keys.all()).isEmpty();
    assertThat(store.applications().named("Sales")).isEmpty();
  }

  @Test
  void networksAreBlocksOfAddresses() {
    Network block = Network.parse("10.1.2.3/15");
    assertThat(block).isEqualTo(Network.parse("10.0.0.0/15"));
    assertThat(block.contains(InetAddress.ofLiteral("10.1.255.255"))).isTrue();
    assertThat(block.contains(InetAddress.ofLiteral("10.2.0.0"))).isFalse();
    assertThat(block.contains(InetAddress.ofLiteral("::1"))).isFalse();
    assertThat(Network.parse("::1").contains(InetAddress.ofLiteral("::1"))).isTrue();
    assertThatThrownBy(() -> Network.parse("10.0.0.0/33"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("10.0.0.0/33: the prefix length must be 0 to 32");
  }
}

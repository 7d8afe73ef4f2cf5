package dev.postern.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

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

package dev.postern.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ApiKeysTest {
  private final FakeTime time = new FakeTime();
  private final MemoryGrantStore store = new MemoryGrantStore();

  @Test
  void onlyTheNewestKeyIsValidAndOnlyItsHashIsStored() {
    var keys = new ApiKeys(store, time);
    assertThat(keys.exist()).isFalse();
    assertThat(keys.valid("")).isFalse();
    String first = keys.rotate();
    assertThat(first).matches("nyl_[0-9A-Za-z]{40}");
    assertThat(keys.exist()).isTrue();
    assertThat(keys.valid(first)).isTrue();
    assertThat(keys.valid(first + "x")).isFalse();
    String second = keys.rotate();
    assertThat(keys.valid(first)).isFalse();
    assertThat(keys.valid(second)).isTrue();
    assertThat(store.apiKeyHashes()).containsExactly(Scram.sha256(second.getBytes(US_ASCII)));
  }

  @Test
  void aKeyReplacedByAnotherProcessEndsWithinASecond() {
    var keys = new ApiKeys(store, time);
    String old = keys.rotate();
    String replacement = new ApiKeys(store, time).rotate();
    time.pass(Duration.ofMillis(1001));
    assertThat(keys.valid(old)).isFalse();
    assertThat(keys.valid(replacement)).isTrue();
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

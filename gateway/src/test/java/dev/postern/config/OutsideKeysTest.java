package dev.postern.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The keys `dns` and `mx`.
class OutsideKeysTest {
  private static Config load(String... sets) throws ConfigException {
    return new ConfigSource(Optional.empty(), Optional.empty(), List.of(sets), Map.of())
        .load()
        .config();
  }

  @Test
  void valuesAreRead() throws ConfigException {
    Config config =
        load(
            "dns.servers=192.0.2.1, 192.0.2.2:5353, [2001:db8::1]:53, 2001:db8::2",
            "dns.dnssec=trust-ad",
            "mx.trusted-networks=10.0.0.0/8, 192.0.2.7, ::1",
            "mx.dnsbl=ZEN.example=2.5, bl.example",
            "mx.junk-score=7");
    assertThat(config.dns().servers())
        .extracting(Endpoint::toString)
        .containsExactly("192.0.2.1:53", "192.0.2.2:5353", "[2001:db8::1]:53", "[2001:db8::2]:53");
    assertThat(config.mx().trustedNetworks()).containsExactly("10.0.0.0/8", "192.0.2.7", "::1");
    assertThat(config.mx().dnsbl())
        .containsExactly(new WeightedZone("zen.example", 2.5), new WeightedZone("bl.example", 3.0));
    assertThat(config.mx().junkScore()).isEqualTo(7.0);
  }

  @Test
  void nobodyNeedBeTrusted() throws ConfigException {
    assertThat(load("mx.trusted-networks=").mx().trustedNetworks()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "dns.servers, dns.example, is not",
    "dns.servers, dns.example:53, is not an address",
    "dns.servers, 192.0.2.1:99999, is not a number",
    "dns.dnssec, perhaps, is none of",
    "mx.trusted-networks, 10.0.0.0/33, is not a number from 0 to 32",
    "mx.trusted-networks, loopback, is not a network",
    "mx.dnsbl, zen.example=much, is not a number such as 5.0",
    "mx.dnsbl, zen example, is not a host or domain name",
    "mx.junk-score, -1, is not a number such as 5.0",
    "mx.junk-score, NaN, is not a number such as 5.0",
    "mx.dmarc, none, is none of",
    "mx.trusted-sealers, a..b, is not a host or domain name"
  })
  void mistakesAreNamed(String key, String value, String complaint) {
    assertThatThrownBy(() -> load(key + "=" + value))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(key)
        .hasMessageContaining(complaint);
  }
}

package dev.postern.mailauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dns.DnsResolver;
import dev.postern.dns.Dnssec;
import dev.postern.support.TestDns;
import dev.postern.support.TestDns.Trouble;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IprevTest {
  private static final String ZONE =
      """
      1.2.0.192.in-addr.arpa. IN PTR mx.example.test.
      2.2.0.192.in-addr.arpa. IN PTR other.example.test.
      2.2.0.192.in-addr.arpa. IN PTR nobody.example.test.
      3.2.0.192.in-addr.arpa. IN PTR broken.example.test.
      1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. IN PTR mx.example.test.
      mx.example.test. IN A 192.0.2.1
      mx.example.test. IN AAAA 2001:db8::1
      other.example.test. IN A 192.0.2.77
      """;

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, pass, mx.example.test",
    "2001:db8::1, pass, mx.example.test",
    "192.0.2.2, fail,",
    "192.0.2.3, temperror,",
    "192.0.2.9, permerror,",
    "192.0.2.66, temperror,"
  })
  void aNameMustLeadBack(String address, String result, String name) throws Exception {
    try (TestDns server = TestDns.start(ZONE)) {
      server.trouble("broken.example.test", Trouble.SERVFAIL);
      server.trouble("66.2.0.192.in-addr.arpa", Trouble.REFUSED);
      var iprev = new Iprev(new DnsResolver(List.of(server.address()), Dnssec.OFF));
      Iprev.Result found = iprev.check(InetAddress.ofLiteral(address));
      assertThat(found.result()).isEqualTo(result);
      assertThat(found.name().orElse(null)).isEqualTo(name);
      assertThat(found.check().properties()).containsKey("policy.iprev");
    }
  }
}

package dev.postern.screening;

import dev.postern.config.WeightedZone;
import dev.postern.dns.Dns;
import dev.postern.dns.DnsResolver;
import dev.postern.dns.Dnssec;
import dev.postern.support.TestDns;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// An inspector over a name server of its own, on the 1st of June 2026.
final class Screen implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  /// A mail in which nothing is odd.
  static final String PLAIN =
      """
      Received: from desk.good.test by mx.good.test; Mon, 1 Jun 2026 11:59:00 +0000
      Date: Mon, 1 Jun 2026 11:58:00 +0000
      From: Ann <ann@good.test>
      To: bob@here.test
      Subject: hello
      Message-ID: <1@good.test>

      hello
      """;

  private static final String ZONE =
      """
      good.test. IN TXT "v=spf1 ip4:192.0.2.1 ip6:2001:db8::1 -all"
      _dmarc.good.test. IN TXT "v=DMARC1; p=reject"
      soft.test. IN TXT "v=spf1 ~all"
      _dmarc.soft.test. IN TXT "v=DMARC1; p=quarantine"
      1.2.0.192.in-addr.arpa. IN PTR mx.good.test.
      1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. IN PTR mx.good.test.
      mx.good.test. IN A 192.0.2.1
      mx.good.test. IN AAAA 2001:db8::1
      """;

  final TestDns server;
  final Dns dns;
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();

  Screen() throws IOException {
    server = TestDns.start(ZONE);
    dns = new DnsResolver(List.of(server.address()), Dnssec.OFF);
  }

  static ScreeningOptions options(DmarcMode mode, Duration patience, String... dnsbl) {
    return new ScreeningOptions(
        "mx.here.test",
        List.of(dnsbl).stream().map(WeightedZone::of).toList(),
        5.0,
        mode,
        List.of("list.test"),
        patience);
  }

  Inspector inspector(ScreeningOptions options) {
    return new Inspector(dns, options, () -> NOW, workers);
  }

  static Arrival from(String client, String helo, String sender) {
    return new Arrival(InetAddress.ofLiteral(client), helo, sender, false);
  }

  static MemorySegment mail(String text) {
    byte[] octets = text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    return MemorySegment.ofArray(octets).asReadOnly();
  }

  @Override
  public void close() throws IOException {
    workers.close();
    server.close();
  }
}

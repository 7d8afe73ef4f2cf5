package dev.postern.dns;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.postern.dns.Answer.Status;
import dev.postern.support.TestDns;
import dev.postern.support.TestDns.Trouble;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DnsResolverTest {
  private static final String ZONE =
      """
      example.test. 300 IN SOA ns.example.test. me.example.test. 1 2 3 4 120
      example.test. IN A 192.0.2.1
      example.test. IN A 192.0.2.2
      example.test. IN AAAA 2001:db8::1
      example.test. IN MX 10 MX1.example.test.
      example.test. IN MX 20 mx2.example.test.
      example.test. IN TXT "v=spf1 " "a\\228\\\\ -all"
      none.test. IN MX 0 .
      www.example.test. IN CNAME example.test.
      lost.example.test. IN CNAME nobody.example.test.
      loop.test. IN CNAME loop2.test.
      loop2.test. IN CNAME loop.test.
      xn--bcher-kva.test. IN A 192.0.2.9
      1.2.0.192.in-addr.arpa. IN PTR Mail.Example.test.
      _25._tcp.mx1.example.test. IN TLSA 3 1 1 00ff
      """;

  private TestDns server;
  private final AtomicLong nanos = new AtomicLong(1);

  @BeforeEach
  void start() throws IOException {
    server = TestDns.start(ZONE);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private DnsResolver resolver(Dnssec dnssec, Duration patience) {
    Ticker ticker = nanos::get;
    return new DnsResolver(List.of(server.address()), dnssec, patience, ticker);
  }

  private DnsResolver resolver() {
    return resolver(Dnssec.OFF, Duration.ofSeconds(5));
  }

  @Test
  void recordsOfEachKindAreRead() throws Exception {
    Dns dns = resolver();
    assertThat(dns.ipv4("Example.TEST.").records())
        .extracting(InetAddress::getHostAddress)
        .containsExactlyInAnyOrder("192.0.2.1", "192.0.2.2");
    assertThat(dns.ipv6("example.test").records())
        .containsExactly(InetAddress.ofLiteral("2001:db8::1"));
    assertThat(dns.mx("example.test").records())
        .containsExactlyInAnyOrder(
            new Dns.Mx(10, "mx1.example.test"), new Dns.Mx(20, "mx2.example.test"));
    assertThat(dns.mx("none.test").records()).containsExactly(new Dns.Mx(0, ""));
    assertThat(dns.text("example.test").records()).containsExactly("v=spf1 a\u00e4\\ -all");
    assertThat(dns.names(InetAddress.ofLiteral("192.0.2.1")).records())
        .containsExactly("mail.example.test");
    Answer<Dns.Tlsa> tlsa = dns.tlsa("_25._tcp.mx1.example.test");
    assertThat(tlsa.records().getFirst().data()).containsExactly(0, 0xff);
    assertThat(tlsa.records().getFirst().usage()).isEqualTo(3);
  }

  @Test
  void nothingSaysWhyThereIsNothing() {
    Dns dns = resolver();
    assertThat(dns.ipv6("none.test").status()).isEqualTo(Status.NO_DATA);
    assertThat(dns.ipv4("nobody.test").status()).isEqualTo(Status.NO_SUCH_NAME);
    assertThat(dns.ipv4("lost.example.test").status()).isEqualTo(Status.NO_SUCH_NAME);
    assertThat(dns.tlsa("www.example.test").status()).isEqualTo(Status.NO_DATA);
  }

  @Test
  void aliasesAreFollowedButNotInCircles() {
    Dns dns = resolver();
    assertThat(dns.ipv4("www.example.test").records()).hasSize(2);
    assertThat(dns.ipv4("loop.test").failed()).isTrue();
  }

  @Test
  void unicodeNamesAreAskedAsALabels() {
    assertThat(resolver().ipv4("bücher.test").records()).hasSize(1);
    assertThat(server.asked()).containsExactly("xn--bcher-kva.test A");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a..b", ".a", "xn--\u00fc.test", "\u00ad", "a\u3002\u3002b"})
  void namesThatCannotExistAreNotAsked(String name) {
    assertThat(resolver().ipv4(name).status()).isEqualTo(Status.NO_SUCH_NAME);
    assertThat(resolver().ipv4("a".repeat(64) + ".test").status()).isEqualTo(Status.NO_SUCH_NAME);
    assertThat(resolver().ipv4("a.".repeat(127) + "test").status()).isEqualTo(Status.NO_SUCH_NAME);
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void localhostIsKnownWithoutAsking() {
    Dns dns = resolver();
    assertThat(dns.ipv4("agents.localhost").records())
        .containsExactly(InetAddress.ofLiteral("127.0.0.1"));
    assertThat(dns.ipv6("localhost").records()).containsExactly(InetAddress.ofLiteral("::1"));
    assertThat(dns.mx("agents.LOCALHOST.").status()).isEqualTo(Status.NO_SUCH_NAME);
    assertThat(dns.text("localhost").status()).isEqualTo(Status.NO_SUCH_NAME);
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void noCharacterIsAnEscape() {
    Dns dns = resolver();
    for (String name :
        List.of("a\\.test", "\\065.test", "@.test", "a b.test", "\".test", "(x.test")) {
      assertThat(dns.ipv4(name).status()).as(name).isEqualTo(Status.NO_SUCH_NAME);
    }
    assertThat(server.asked()).hasSize(6);
  }

  @Test
  void answersAreRememberedForTheirTime() {
    Dns dns = resolver();
    assertThat(dns.ipv4("example.test")).isEqualTo(dns.ipv4("EXAMPLE.test"));
    assertThat(server.asked("example.test A")).isEqualTo(1);
    nanos.addAndGet(Duration.ofSeconds(61).toNanos());
    dns.ipv4("example.test");
    assertThat(server.asked("example.test A")).isEqualTo(2);
  }

  @Test
  void whatIsNotThereIsRememberedAsLongAsTheZoneSays() {
    Dns dns = resolver();
    for (int second : new int[] {0, 119, 2}) {
      nanos.addAndGet(Duration.ofSeconds(second).toNanos());
      dns.ipv4("later.example.test");
    }
    assertThat(server.asked("later.example.test A")).isEqualTo(2);
  }

  @Test
  void failuresAreRememberedShortly() {
    Dns dns = resolver();
    server.trouble("example.test", Trouble.SERVFAIL);
    assertThat(dns.ipv4("example.test").failed()).isTrue();
    int asked = server.asked().size();
    server.calm();
    assertThat(dns.ipv4("example.test").failed()).isTrue();
    assertThat(server.asked()).hasSize(asked);
    nanos.addAndGet(Duration.ofSeconds(11).toNanos());
    assertThat(dns.ipv4("example.test").failed()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Trouble.class)
  void troubleIsAFailureWithinBoundedTime(Trouble trouble) {
    Dns dns = resolver(Dnssec.OFF, Duration.ofMillis(200));
    server.trouble("example.test", trouble);
    long start = System.nanoTime();
    boolean failed = dns.ipv4("example.test").failed();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    assertThat(failed).isEqualTo(trouble != Trouble.TRUNCATED);
    assertThat(server.asked().size()).isBetween(1, 4);
  }

  @Test
  void longAnswersComeOverTcp() {
    server.add("big.test. IN TXT " + ("\"" + "x".repeat(250) + "\" ").repeat(20));
    assertThat(resolver().text("big.test").records().getFirst()).hasSize(5_000);
    assertThat(server.asked("big.test TXT")).isEqualTo(2);
  }

  @Test
  void theServersWordCountsOnlyWhenItIsTrusted() {
    server.secure(true);
    assertThat(resolver().ipv4("example.test").secure()).isFalse();
    Dns trusting = resolver(Dnssec.TRUST_AD, Duration.ofSeconds(5));
    assertThat(trusting.ipv4("example.test").secure()).isTrue();
    assertThat(trusting.tlsa("nobody.test").secure()).isTrue();
    server.secure(false);
    assertThat(trusting.ipv6("example.test").secure()).isFalse();
  }

  @Test
  void withValidationUnsignedAnswersOfASignedParentFail() {
    server.secure(true);
    Dns dns = resolver(Dnssec.VALIDATE, Duration.ofMillis(500));
    assertThat(dns.ipv4("example.test").failed()).isTrue();
    assertThat(server.asked()).contains(". DNSKEY");
  }

  @Test
  void theSameQuestionAtOnceIsAskedOnce() throws Exception {
    server.delay(Duration.ofMillis(300));
    Dns dns = resolver();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers =
          threads.invokeAll(
              Stream.generate(() -> (Callable<Answer<InetAddress>>) () -> dns.ipv4("example.test"))
                  .limit(50)
                  .toList());
      for (var answer : answers) {
        assertThat(answer.get().records()).hasSize(2);
      }
    }
    assertThat(server.asked()).hasSize(1);
  }

  @Test
  void theMemoryIsBounded() {
    DnsResolver dns = resolver();
    server.add("*.many.test. 3600 IN TXT " + ("\"" + "y".repeat(250) + "\" ").repeat(4));
    IntStream.range(0, 1_000).forEach(each -> dns.text("n" + each + ".many.test"));
    assertThat(dns.remembered()).isEqualTo(1_000);
    server.add("*.huge.test. 3600 IN TXT " + ("\"" + "y".repeat(250) + "\" ").repeat(200));
    IntStream.range(0, 400).forEach(each -> dns.text("n" + each + ".huge.test"));
    assertThat(dns.remembered()).isLessThan(1_000);
  }

  @Test
  void aServerThatIsDeadIsPassedOver() throws Exception {
    try (var dead = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
      Dns dns =
          new DnsResolver(
              List.of((InetSocketAddress) dead.getLocalSocketAddress(), server.address()),
              Dnssec.OFF,
              Duration.ofMillis(300),
              Ticker.systemTicker());
      assertThat(dns.ipv4("example.test").records()).hasSize(2);
    }
  }
}

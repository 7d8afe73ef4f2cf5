package dev.postern.mailauth.spf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dns.Dns;
import dev.postern.support.Cases;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpfTest {
  private static final InetAddress CLIENT = InetAddress.ofLiteral("192.0.2.1");
  private static final List<String> RESULTS =
      List.of("none", "neutral", "pass", "fail", "softfail", "temperror", "permerror");
  private static final String[] PIECES = {
    "a",
    "mx",
    "ptr",
    "all",
    "include",
    "exists",
    "ip4",
    "ip6",
    "redirect",
    "exp",
    ":",
    "=",
    "/",
    "//",
    "%{",
    "}",
    "%",
    "s",
    "D",
    "r",
    "2",
    "24",
    "128",
    "-",
    "~",
    "?",
    "+",
    " ",
    ".",
    "a.test",
    "b.test",
    "self.test",
    "192.0.2.1",
    "2001:db8::1",
    "\u0000",
    "\u00e4",
    "%{d}",
    "%{p}",
    "%{ir}",
    "_spf",
    "999999999999",
    "x=",
    "%{l}._.%{o}",
    "v=spf1"
  };

  private static Spf spf(Dns dns) {
    return new Spf(dns, "here.test", () -> Instant.EPOCH);
  }

  private static Dns zone(String record) {
    return new SuiteZone(
        Map.of(
            "a.test", List.of(Map.of("TXT", record), Map.of("A", "192.0.2.1")),
            "xn--bcher-kva.test", List.of(Map.of("TXT", record)),
            "mx.a.test", List.of(Map.of("TXT", "v=spf1 +all"))));
  }

  @ParameterizedTest
  @CsvSource({
    "me@a.test, helo.test, pass, smtp.mailfrom, me@a.test",
    "a.test, helo.test, pass, smtp.mailfrom, a.test",
    "'', mx.a.test, pass, smtp.helo, mx.a.test",
    "me@bücher.test, helo.test, pass, smtp.mailfrom, me@bücher.test",
    "me@nobody.test, helo.test, none, smtp.mailfrom, me@nobody.test",
    "'', localhost, none, smtp.helo, localhost",
    "'', '[192.0.2.1]', none, smtp.helo, '[192.0.2.1]'",
    "'a@b@a.test', helo.test, pass, smtp.mailfrom, 'a@b@a.test'"
  })
  void theCheckNamesWhatWasChecked(
      String sender, String helo, String result, String property, String value) {
    SpfResult found = spf(zone("v=spf1 ip4:192.0.2.1 -all")).check(CLIENT, helo, sender);
    assertThat(found.check().result()).isEqualTo(result);
    assertThat(found.check().properties()).containsExactly(Map.entry(property, value));
  }

  @ParameterizedTest
  @CsvSource({
    "v=spf1 ip6:::ffff:192.0.2.1 -all, fail",
    "v=spf1 ip6:192.0.2.1 -all, permerror",
    "v=spf1 ip4:192.0.2.1/033, permerror",
    "v=spf1 a:%{d}/32 -all, pass",
    "v=spf1 a:a.test/24/64, permerror",
    "v=spf1 exists:%{i}.%{d9999999999} -all, permerror",
    "v=spf1 include:a.test, permerror",
    "v=spf1 redirect=a.test, permerror"
  })
  void recordsMeanWhatTheySay(String record, String result) {
    assertThat(spf(zone(record)).check(CLIENT, "h.test", "me@a.test").result()).isEqualTo(result);
  }

  @Test
  void hugeRecordsTakeNoTime() {
    long start = System.nanoTime();
    for (String huge :
        List.of("1", "a", "a-", "%{d}", "/", "a ", "a.", "=", "//1", "ip4:1.2.3.4 ")) {
      String many = huge.repeat(64_000 / huge.length());
      spf(zone("v=spf1 a:x." + many + "!")).check(CLIENT, "h.test", "me@a.test");
      spf(zone("v=spf1 " + many)).check(CLIENT, "h.test", "me@a.test");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void noRecordThrowsOrAsksWithoutBound() {
    Cases.forAll(random -> {
      var zone =
          new SuiteZone(
              Map.of(
                  "self.test", names(random),
                  "a.test", names(random),
                  "b.test", names(random),
                  "1.2.0.192.in-addr.arpa", List.of(Map.of("PTR", "a.test"))));
      SpfResult result = spf(zone).check(CLIENT, text(random), "me@self.test");
      assertThat(RESULTS).contains(result.result());
      assertThat(zone.questions()).isLessThan(140);
    });
  }

  private static List<?> names(RandomGenerator random) {
    return List.of(
        Map.of("TXT", "v=spf1 " + text(random)),
        Map.of("MX", List.of(1, "b.test")),
        Map.of("A", "192.0.2." + random.nextInt(3)));
  }

  private static String text(RandomGenerator random) {
    var text = new StringBuilder();
    for (int pieces = random.nextInt(25); pieces > 0; pieces--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }
}

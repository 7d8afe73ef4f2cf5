package dev.postern.screening;

import static dev.postern.screening.Screen.PLAIN;
import static dev.postern.screening.Screen.mail;
import static dev.postern.screening.Screen.options;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailauth.Check;
import dev.postern.mailbox.Verdict;
import dev.postern.support.Cases;
import dev.postern.support.TestDns.Trouble;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InspectorTest {
  private static final Duration MINUTE = ScreeningOptions.PATIENCE;
  private static final Arrival GOOD = Screen.from("192.0.2.1", "mx.good.test", "ann@good.test");
  private static final Arrival BAD = Screen.from("192.0.2.66", "mx.bad.test", "ann@good.test");

  private Screen screen;

  @BeforeEach
  void start() throws IOException {
    screen = new Screen();
  }

  @AfterEach
  void stop() throws IOException {
    screen.close();
  }

  private Screened inspect(Arrival arrival, String mail, String... dnsbl) {
    ScreeningOptions options = options(DmarcMode.ENFORCE, MINUTE, dnsbl);
    return screen.inspector(options).inspect(arrival, mail(mail));
  }

  private static Verdict verdict(Screened screened) {
    return screened.verdict().orElseThrow();
  }

  private static List<String> results(Screened screened) {
    return verdict(screened).checks().stream()
        .map(check -> check.method() + "=" + check.result())
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"192.0.2.1", "2001:db8::1"})
  void aGoodMailPassesAndSaysSo(String client) {
    Screened screened = inspect(Screen.from(client, "mx.good.test", "ann@good.test"), PLAIN);
    assertThat(results(screened))
        .containsExactly("iprev=pass", "spf=pass", "dkim=none", "dmarc=pass", "arc=none");
    assertThat(verdict(screened).score()).isZero();
    assertThat(verdict(screened).junk()).isFalse();
    assertThat(verdict(screened).reasons()).isEmpty();
    assertThat(screened.refusal()).isEmpty();
  }

  @Test
  void whatADomainRejectsIsRefused() {
    Screened screened = inspect(BAD, PLAIN);
    assertThat(results(screened)).contains("spf=fail", "dmarc=fail");
    GatewayException refusal = screened.refusal().orElseThrow();
    assertThat(refusal.fault()).isEqualTo(Fault.FORBIDDEN);
    assertThat(refusal.getMessage()).contains("DMARC").contains("good.test");
  }

  @ParameterizedTest
  @CsvSource({"ENFORCE, true, false", "QUARANTINE, false, true", "OFF, false, false"})
  void theOperatorSaysWhatDmarcLeadsTo(DmarcMode mode, boolean refused, boolean junk) {
    Arrival arrival = Screen.from("192.0.2.66", "mx.bad.test", "me@soft.test");
    Screened rejected = screen.inspector(options(mode, MINUTE)).inspect(arrival, mail(PLAIN));
    assertThat(rejected.refusal().isPresent()).isEqualTo(refused);
    assertThat(verdict(rejected).junk()).isEqualTo(refused || junk);
    assertThat(verdict(rejected).reasons()).contains("dmarc reject");
    Screened quarantined =
        screen
            .inspector(options(mode, MINUTE))
            .inspect(arrival, mail(PLAIN.replace("ann@good.test", "ann@soft.test")));
    assertThat(quarantined.refusal()).isEmpty();
    assertThat(verdict(quarantined).junk()).isEqualTo(mode != DmarcMode.OFF);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.2, true",
    "127.0.0.10, true",
    "127.255.255.254, false",
    "127.0.0.1, false",
    "192.0.2.5, false"
  })
  void listsOfBadAddressesWeighWhatTheOperatorSays(String answer, boolean counts) {
    screen.server.add("1.2.0.192.bl.test. IN A " + answer);
    Screened screened = inspect(GOOD, PLAIN, "bl.test=2.5", "other.test");
    assertThat(verdict(screened).score()).isEqualTo(counts ? 2.5 : 0);
    assertThat(verdict(screened).reasons().contains("dnsbl bl.test 2.5")).isEqualTo(counts);
    assertThat(screen.server.asked()).contains("1.2.0.192.other.test A");
  }

  @Test
  void listsKnowIpv6Addresses() {
    screen.server.add(
        "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.bl.test. IN A 127.0.0.2");
    Arrival arrival = Screen.from("2001:db8::1", "mx.good.test", "ann@good.test");
    assertThat(verdict(inspect(arrival, PLAIN, "bl.test=5")).junk()).isTrue();
  }

  @Test
  void aServerThatNeverAnswersCostsNoMoreThanTheTimeGiven() {
    for (String name :
        List.of("good.test", "_dmarc.good.test", "1.2.0.192.in-addr.arpa", "1.2.0.192.bl.test")) {
      screen.server.trouble(name, Trouble.SILENCE);
    }
    long start = System.nanoTime();
    ScreeningOptions options = options(DmarcMode.ENFORCE, Duration.ofMillis(500), "bl.test");
    Screened screened = screen.inspector(options).inspect(GOOD, mail(PLAIN));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    assertThat(results(screened)).contains("iprev=temperror", "spf=temperror", "dmarc=temperror");
    assertThat(screened.refusal()).isEmpty();
    assertThat(verdict(screened).junk()).isFalse();
  }

  @Test
  void theResultsStandOnTopAndForgedOnesAreGone() throws IOException {
    String forged =
        "Authentication-Results: mx.here.test; dkim=pass header.d=bank.test\n"
            + "Authentication-Results: other.test; spf=pass\n"
            + PLAIN;
    Screened screened = inspect(GOOD, forged);
    var out = new ByteArrayOutputStream();
    var kept = mail("Return-Path: <ann@good.test>\n" + forged);
    screened.edit(kept).orElseThrow().writeTo(out);
    String text = out.toString(StandardCharsets.UTF_8);
    assertThat(text)
        .startsWith("Authentication-Results: mx.here.test;")
        .contains("spf=pass", "iprev=pass", "\r\nReturn-Path:", "other.test; spf=pass")
        .doesNotContain("bank.test")
        .endsWith(PLAIN.replace("\n", "\r\n"));
  }

  @Test
  void noMailMakesItThrow() {
    Inspector inspector = screen.inspector(options(DmarcMode.ENFORCE, MINUTE, "bl.test"));
    String[] pieces = {
      "From",
      ":",
      " ",
      "\n",
      "\t",
      "<",
      ">",
      "@",
      "ann@good.test",
      "Date: ",
      "DKIM-Signature: ",
      "v=1; a=rsa-sha256; d=good.test; s=x; h=from; bh=AA==; b=AA==",
      "ARC-Seal: ",
      "i=1;",
      "cv=none",
      "ARC-Message-Signature: ",
      "ARC-Authentication-Results: ",
      "\u0000",
      "\u00e4",
      "=?utf-8?q?",
      "?=",
      "\"",
      "(",
      ")",
      "\\",
      ";",
      ",",
      "\n\n",
      "[",
      "]",
      "Mon, 1 Jun 2026",
      "99:99:99"
    };
    Cases.forAll(random -> {
      var text = new StringBuilder();
      for (int left = random.nextInt(60); left > 0; left--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      String helo = pieces[random.nextInt(pieces.length)];
      String sender = pieces[random.nextInt(pieces.length)];
      Screened screened =
          inspector.inspect(Screen.from("192.0.2.66", helo, sender), mail(text.toString()));
      assertThat(verdict(screened).checks()).extracting(Check::method).contains("spf", "dmarc");
      assertThat(screened.results().orElseThrow().field()).isNotEmpty();
      screened.edit(mail(text.toString())).orElseThrow().slices();
    });
  }
}

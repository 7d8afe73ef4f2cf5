package dev.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.auth.Network;
import dev.postern.lint.LintStore;
import dev.postern.lint.Lints;
import dev.postern.net.Farewell;
import dev.postern.support.Unsupported;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the MX door does about clients that nobody knows.
class StrangersTest {
  private static final String MAIL = "MAIL FROM:<ann@here.test>";
  private static final String RCPT = "RCPT TO:<bob@here.test>";

  private static Talk stranger() {
    return stranger(MxOptions.defaults());
  }

  private static Talk stranger(MxOptions options) {
    Talk talk = Talk.mx();
    talk.connection.loopback = false;
    talk.guard = Guard.of(options, () -> Talk.NOW);
    talk.connection.channel.freezeTime();
    return talk;
  }

  private static MxOptions delay(Duration delay) {
    return new MxOptions(List.of(), delay, 100, 100);
  }

  private static String later(Talk talk, Duration time) {
    talk.connection.channel.advanceTimeBy(time.toMillis(), TimeUnit.MILLISECONDS);
    talk.connection.channel.runScheduledPendingTasks();
    talk.connection.channel.runPendingTasks();
    return talk.heard();
  }

  @Test
  void whoSpeaksBeforeTheGreetingIsSentAway() {
    Talk hasty = stranger(delay(Duration.ofSeconds(5)));
    assertThat(hasty.open()).isEmpty();
    assertThat(hasty.say("EHLO c")).isEqualTo("554 5.5.1 you speak before it is your turn\n");
    assertThat(hasty.closed()).isTrue();
    Talk patient = stranger(delay(Duration.ofSeconds(5)));
    patient.open();
    assertThat(later(patient, Duration.ofSeconds(4))).isEmpty();
    assertThat(later(patient, Duration.ofSeconds(1))).startsWith("220 ");
    assertThat(patient.say("EHLO c")).startsWith("250-");
    Talk known = Talk.mx();
    known.guard = Guard.of(delay(Duration.ofSeconds(5)), () -> Talk.NOW);
    assertThat(known.open()).startsWith("220 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"EHLO c", "HELO c"})
  void whoDoesNotHearTheAnswerToEhloIsSentAway(String hello) {
    Talk hasty = stranger();
    hasty.open();
    assertThat(hasty.say(hello, MAIL)).isEqualTo("554 5.5.1 you speak before it is your turn\n");
    assertThat(hasty.closed()).isTrue();
    Talk known = Talk.mx();
    known.open();
    assertThat(known.say(hello, MAIL)).endsWith("250 2.1.0 OK\n");
  }

  @Test
  void eachErrorAfterTheThirdCostsMoreTime() {
    Talk talk = stranger();
    talk.open();
    talk.say("EHLO c");
    assertThat(talk.say("X", "X", "X").lines().count()).isEqualTo(3);
    assertThat(talk.say("X", "NOOP")).isEmpty();
    assertThat(later(talk, Duration.ofMillis(900))).isEmpty();
    assertThat(later(talk, Duration.ofMillis(100))).startsWith("500 ").hasLineCount(1);
    assertThat(later(talk, Duration.ofSeconds(1))).startsWith("250 ");
    for (int errors = 5; errors < 20; errors++) {
      long seconds = Math.min(errors - 3, 10);
      assertThat(talk.say("X")).isEmpty();
      assertThat(later(talk, Duration.ofSeconds(seconds).minusMillis(1))).isEmpty();
      assertThat(later(talk, Duration.ofMillis(1))).as("error %d", errors).startsWith("500 ");
    }
    assertThat(talk.say("X")).isEqualTo("421 4.7.0 too many errors\n");
    assertThat(talk.closed()).isTrue();
  }

  /// Or it would send its mail once more.
  @Test
  void whoWaitsForAnAnswerHearsItBeforeTheEnd() {
    Talk talk = stranger();
    talk.open();
    talk.say("EHLO c");
    talk.say("X", "X", "X", "X");
    later(talk, Duration.ofSeconds(1));
    for (String line : List.of(MAIL, RCPT, "DATA")) {
      talk.say(line);
      later(talk, Duration.ofSeconds(1));
    }
    assertThat(talk.say("Subject: x", "", "x", ".")).isEmpty();
    assertThat(talk.intake.mails).hasSize(1);
    talk.connection.channel.pipeline().fireUserEventTriggered(Farewell.SHUTTING_DOWN);
    assertThat(later(talk, Duration.ofSeconds(10)))
        .isEqualTo("250 2.0.0 accepted as 1d\n421 4.3.2 server is shutting down\n");
  }

  @Test
  void aClientThatLeavesWhileItWaitsLeavesNothing() {
    Talk talk = stranger();
    talk.open();
    talk.say("EHLO c");
    talk.say("X", "X", "X", "X");
    talk.connection.channel.close();
    assertThat(later(talk, Duration.ofSeconds(5))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void whatAProxyCallsLoopbackIsAnotherMachine(String address) {
    Guard guard = Guard.of(MxOptions.defaults(), () -> Talk.NOW);
    FakeConnection connection = new FakeConnection();
    connection.address = address;
    assertThat(guard.trusts(connection)).isTrue();
    connection.loopback = false;
    assertThat(guard.trusts(connection)).isFalse();
    assertThat(guard.exempts(connection)).isFalse();
    LegacyOptions networks =
        new LegacyOptions(MxOptions.defaults().trusted(), false, true, FromPolicy.REWRITE);
    Lints lints = new Lints(Unsupported.except(LintStore.class, this), () -> Talk.NOW);
    LegacyDoor door =
        new LegacyDoor(Talk.submission().services(), networks, lints, new TlsHabits());
    door.accept(connection, connection.channel.pipeline());
    ByteBuf answer = connection.channel.readOutbound();
    assertThat(answer.toString(StandardCharsets.US_ASCII)).startsWith("554 5.7.1 ");
    answer.release();
    assertThat(connection.channel.isOpen()).isFalse();
  }

  @Test
  void tooManyConnectionsAreRefused() {
    Guard guard = Guard.of(new MxOptions(List.of(), Duration.ZERO, 2, 100), () -> Talk.NOW);
    for (int i = 0; i < 3; i++) {
      Talk talk = stranger();
      talk.guard = guard;
      assertThat(talk.open()).startsWith(i < 2 ? "220 " : "421 4.7.0 ");
      assertThat(talk.closed()).isEqualTo(i == 2);
    }
  }

  @Test
  void tooManyMailsArePutOff() {
    Talk talk = stranger(new MxOptions(List.of(), Duration.ZERO, 100, 2));
    talk.open();
    assertThat(talk.say("EHLO c")).endsWith("\n250 LIMITS RCPTMAX=3 MAILMAX=1000\n");
    assertThat(talk.say(MAIL, "RSET", MAIL, "RSET", MAIL))
        .endsWith("450 4.7.0 too many mails from you, try later\n");
    Talk trusted =
        stranger(new MxOptions(List.of(Network.parse("192.0.2.0/24")), Duration.ZERO, 1, 1));
    trusted.open();
    trusted.say("EHLO c");
    assertThat(trusted.say(MAIL, "RSET", MAIL, "RSET", MAIL)).endsWith("250 2.1.0 OK\n");
  }

  @Test
  void whoLooksForNamesIsSentAway() {
    Guard guard = Guard.of(new MxOptions(List.of(), Duration.ZERO, 100, 100), () -> Talk.NOW);
    String last = "";
    int refused = 0;
    for (int i = 0; i < 20 && !last.startsWith("421"); i++) {
      Talk talk = stranger();
      talk.guard = guard;
      talk.open();
      talk.say("EHLO c");
      talk.say(MAIL);
      for (int n = 0; n < 10 && !talk.closed(); n++) {
        last = talk.say("RCPT TO:<nobody@here.test>") + later(talk, Duration.ofSeconds(10));
        refused++;
      }
    }
    assertThat(last).isEqualTo("421 4.7.0 too many unknown recipients\n");
    assertThat(refused).isEqualTo(101);
  }

  @Test
  void whoOnlyChatsIsSentAway() {
    Talk talk = stranger();
    talk.open();
    talk.say("EHLO c");
    String heard = talk.say("NOOP\r\n".repeat(110).strip());
    assertThat(heard).endsWith("421 4.7.0 too many commands without a mail\n").hasLineCount(100);
    Talk known = Talk.mx();
    known.open();
    assertThat(known.say("NOOP\r\n".repeat(110).strip())).hasLineCount(110);
  }

  @Test
  @Tag("I-25")
  void aMailThatTricklesInEndsSoonerThanAnHonestOne() {
    Talk slow = stranger();
    slow.open();
    slow.say("EHLO c");
    slow.say(MAIL, RCPT, "DATA");
    String heard = "";
    for (int i = 0; i < 12 && heard.isEmpty(); i++) {
      slow.send("x");
      heard = later(slow, Duration.ofSeconds(20));
    }
    assertThat(heard).isEqualTo("421 4.4.2 the mail took too long\n");
    assertThat(slow.sink.closed()).isTrue();
    Talk fair = stranger();
    fair.open();
    fair.say("EHLO c");
    fair.say(MAIL, RCPT, "BDAT 5000 LAST");
    for (int i = 0; i < 4; i++) {
      assertThat(fair.send("x".repeat(1000))).isEmpty();
      assertThat(later(fair, Duration.ofSeconds(43))).isEmpty();
    }
    assertThat(fair.send("x".repeat(1000))).contains("accepted");
  }

  @Test
  void theTimeOfAMailIsThatOfAllItsChunks() {
    Talk talk = stranger();
    talk.open();
    talk.say("EHLO c");
    talk.say(MAIL, RCPT);
    String heard = "";
    for (int i = 0; i < 12 && heard.isEmpty(); i++) {
      assertThat(talk.send("BDAT 1\r\nx")).startsWith("250 ");
      heard = later(talk, Duration.ofSeconds(20));
    }
    assertThat(heard).isEqualTo("421 4.4.2 the mail took too long\n");
    assertThat(talk.sink.closed()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\u0000", "\u0080", "<html>", "{\"a\":1}", "5", "\u0005\u0001\u0000", "*1\r\n"})
  @Tag("I-8")
  void whatIsNoCommandAtAllIsSentAwayAtOnce(String opening) {
    Talk talk = Talk.mx();
    talk.open();
    assertThat(talk.send(opening)).isEqualTo("421 4.7.0 this is SMTP\n");
    assertThat(talk.closed()).isTrue();
  }

  @Test
  void aNetworkIsAnAddressOrAHalfOfIpv6() {
    Rate rate = new Rate(1, Duration.ofMinutes(1), () -> Talk.NOW);
    assertThat(rate.take(InetAddress.ofLiteral("192.0.2.1"))).isTrue();
    assertThat(rate.take(InetAddress.ofLiteral("192.0.2.2"))).isTrue();
    assertThat(rate.take(InetAddress.ofLiteral("192.0.2.1"))).isFalse();
    assertThat(rate.take(InetAddress.ofLiteral("2001:db8::1"))).isTrue();
    assertThat(rate.take(InetAddress.ofLiteral("2001:db8::2"))).isFalse();
    assertThat(rate.take(InetAddress.ofLiteral("2001:db8:0:1::2"))).isTrue();
  }
}

package dev.postern.smtp.client;

import static dev.postern.smtp.client.ClientStage.MAIL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.outbound.Transport.Outcome;
import dev.postern.outbound.Wishes;
import dev.postern.outbound.Wishes.Notify;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What stands in MAIL and RCPT.
class EnvelopeTest {
  private FakeHop hop;
  private ClientStage stage;

  @BeforeEach
  void start() throws IOException {
    hop = new FakeHop();
    stage = ClientStage.smarthost(hop.port());
  }

  @AfterEach
  void stop() throws IOException {
    stage.close();
    hop.close();
  }

  @Test
  @Tag("S-14")
  void internationalAddressesNeedAHopThatTakesThem() {
    assertThat(stage.send(MAIL, "\u00e9@x.test", "b@x.test"))
        .satisfiesExactly(
            wide -> assertThat(wide.diagnostic()).startsWith("553 5.6.7"),
            plain -> assertThat(plain).isInstanceOf(Outcome.Accepted.class));
    assertThat(stage.sendFrom("\u00e9@here.test", MAIL, "b@x.test").getFirst().diagnostic())
        .startsWith("550 5.6.7");
    stage.close();
    hop.offer("SMTPUTF8");
    try (ClientStage again = ClientStage.smarthost(hop.port())) {
      assertThat(again.send(MAIL, "\u00e9@x.test").getFirst()).isInstanceOf(Outcome.Accepted.class);
    }
    assertThat(hop.lines)
        .contains(
            "MAIL FROM:<ann@here.test> SIZE=" + MAIL.length() + " SMTPUTF8",
            "RCPT TO:<\u00c3\u00a9@x.test>");
  }

  @Test
  @Tag("S-14")
  void anInternationalDomainNeedsNoSuchHop() {
    assertThat(stage.send(MAIL, "bob@b\u00fccher.test").getFirst())
        .isInstanceOf(Outcome.Accepted.class);
    assertThat(hop.lines).contains("RCPT TO:<bob@xn--bcher-kva.test>");
  }

  @Test
  void anInternationalHeaderNeedsAHopThatTakesIt() {
    byte[] mail = "Subject: \u00e9\r\n\r\nx\r\n".getBytes(StandardCharsets.UTF_8);
    assertThat(stage.send(mail, "b@x.test").getFirst().diagnostic()).startsWith("550 5.6.7");
    assertThat(hop.mails).isEmpty();
  }

  @ParameterizedTest
  @Tag("I-13")
  @ValueSource(
      strings = {
        "b@x.test>\r\nRCPT TO:<eve@x.test",
        "b\n@x.test",
        "b\r@x.test",
        "b>@x.test",
        "<b@x.test",
        "b\0@x.test",
        "b c@x.test",
        "b@x.test c",
        "b@x.test\u2028RCPT",
        "\"b\r\n\"@x.test",
        "b@x.te\u0085st",
        "b",
        "@x.test"
      })
  void noAddressIsTwoCommands(String address) {
    hop.offer("SMTPUTF8", "DSN");
    assertThat(stage.send(MAIL, address).getFirst().diagnostic()).startsWith("550 5.1.3");
    assertThat(stage.sendFrom(address, MAIL, "b@x.test").getFirst().diagnostic())
        .startsWith("550 5.1.7");
    assertThat(hop.connections.get()).isZero();
  }

  @Test
  @Tag("I-13")
  void noWishIsTwoCommands() {
    hop.offer("DSN");
    Wishes wishes =
        new Wishes(
            Optional.of(Wishes.Ret.HDRS),
            "id\r\nQUIT +=1",
            false,
            Map.of(
                "a@x.test",
                new Wishes.Recipient(
                    Optional.of(Set.of(Notify.DELAY, Notify.SUCCESS)), "rfc822;o+1@x\r\n.test"),
                "b@x.test",
                new Wishes.Recipient(Optional.of(Set.of()), "utf-8;\u00e9@x.test"),
                "c@x.test",
                new Wishes.Recipient(Optional.empty(), "bad type\r\n;x")));
    assertThat(stage.send(wishes, "a@x.test", "b@x.test", "c@x.test"))
        .allMatch(each -> each instanceof Outcome.Accepted accepted && accepted.dsn());
    assertThat(hop.lines)
        .containsSubsequence(
            "MAIL FROM:<ann@here.test> SIZE="
                + MAIL.length()
                + " RET=HDRS ENVID=id+0D+0AQUIT+20+2B+3D1",
            "RCPT TO:<a@x.test> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;o+2B1@x+0D+0A.test",
            "RCPT TO:<b@x.test> NOTIFY=NEVER ORCPT=utf-8;\\x{E9}@x.test",
            "RCPT TO:<c@x.test>");
  }

  @Test
  void wishesAreKeptFromAHopThatDoesNotKnowThem() {
    Wishes wishes = new Wishes(Optional.of(Wishes.Ret.FULL), "id", false, Map.of());
    assertThat(stage.send(wishes, "a@x.test").getFirst())
        .isInstanceOfSatisfying(Outcome.Accepted.class, a -> assertThat(a.dsn()).isFalse());
    assertThat(hop.said("MAIL")).containsExactly("MAIL FROM:<ann@here.test> SIZE=" + MAIL.length());
  }
}

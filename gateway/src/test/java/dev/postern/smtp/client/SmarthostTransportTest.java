package dev.postern.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.config.Config.Smarthost;
import dev.postern.config.Secret;
import dev.postern.mailbox.AccountId;
import dev.postern.outbound.Transport;
import dev.postern.outbound.Transport.Outcome;
import dev.postern.outbound.Wishes;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmarthostTransportTest {
  private static final String MAIL = "Subject: x\r\nBcc: kept@y\r\n\r\n.dot\r\nend\r\n";

  private SinkServer server;
  private Transport transport;

  @BeforeEach
  void start() throws IOException {
    server = new SinkServer();
    transport = transport(Optional.empty());
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private Transport transport(Optional<String> user) {
    return transport(server.port(), user);
  }

  private static Transport transport(int port, Optional<String> user) {
    Smarthost hop = new Smarthost("127.0.0.1", port, "none", user, user.map(Secret::new));
    return new SmarthostTransport(hop, "mx.here.test");
  }

  private List<Outcome> send(String sender, String mail, String... recipients) {
    byte[] bytes = mail.getBytes(StandardCharsets.ISO_8859_1);
    return transport.send(job(sender, List.of(recipients), MemorySegment.ofArray(bytes)));
  }

  private static Transport.Job job(String sender, List<String> recipients, MemorySegment mail) {
    return new Transport.Job(AccountId.NOBODY, sender, recipients, mail, Wishes.NONE);
  }

  @Test
  void theBytesGoOutAsTheyAre() {
    assertThat(send("ann@here.test", MAIL, "bob@there.test", "\"c d\"@there.test"))
        .hasSize(2)
        .allMatch(Outcome.Accepted.class::isInstance);
    assertThat(server.mails)
        .containsExactly("Subject: x\r\nBcc: kept@y\r\n\r\n..dot\r\nend\r\n.\r\n");
    assertThat(server.commands)
        .startsWith(
            "EHLO mx.here.test",
            "MAIL FROM:<ann@here.test>",
            "RCPT TO:<bob@there.test>",
            "RCPT TO:<\"c d\"@there.test>",
            "DATA");
  }

  @Test
  void whatWeSendIsCleanWhateverWasStored() {
    send("ann@here.test", "a: b\n\nx\n.\nMAIL FROM:<x>\r.\ry\n", "bob@there.test");
    assertThat(server.mails)
        .containsExactly("a: b\r\n\r\nx\r\n..\r\nMAIL FROM:<x>\r\n..\r\ny\r\n.\r\n");
  }

  @Test
  void theNullSenderStaysNull() {
    send("", MAIL, "bob@there.test");
    assertThat(server.commands).contains("MAIL FROM:<>");
  }

  @Test
  void eachRecipientHasItsOwnOutcome() {
    server
        .answer("RCPT TO:<gone@there.test>", "550 5.1.1 gone")
        .answer("RCPT TO:<full@there.test>", "452 4.2.2 full");
    List<Outcome> outcomes =
        send("ann@here.test", MAIL, "gone@there.test", "bob@there.test", "full@there.test");
    assertThat(outcomes.get(0)).isInstanceOf(Outcome.Refused.class);
    assertThat(outcomes.get(1)).isInstanceOf(Outcome.Accepted.class);
    assertThat(outcomes.get(2)).isInstanceOf(Outcome.Deferred.class);
    assertThat(outcomes.get(0).toString()).contains("5.1.1 gone");
    assertThat(server.mails).hasSize(1);
  }

  @Test
  void whenNobodyIsTakenNothingIsSent() {
    server
        .answer("RCPT TO:<gone@there.test>", "550 5.1.1 gone")
        .answer("RCPT TO:<full@there.test>", "452 4.2.2 full");
    assertThat(send("ann@here.test", MAIL, "gone@there.test", "full@there.test"))
        .satisfiesExactly(
            gone -> assertThat(gone).isInstanceOf(Outcome.Refused.class),
            full -> assertThat(full).isInstanceOf(Outcome.Deferred.class));
    assertThat(server.mails).isEmpty();
  }

  @Test
  void aRefusalOfTheMailCountsForAll() {
    server.answer(".", "554 5.7.1 spam");
    assertThat(send("a@here.test", MAIL, "b@x.test", "c@x.test"))
        .hasSize(2)
        .allMatch(Outcome.Refused.class::isInstance);
    server.answer(".", "451 4.3.0 later");
    assertThat(send("a@here.test", MAIL, "b@x.test")).allMatch(Outcome.Deferred.class::isInstance);
    server.answer("MAIL FROM:<a@here.test>", "550 5.7.1 not you");
    assertThat(send("a@here.test", MAIL, "b@x.test")).allMatch(Outcome.Refused.class::isInstance);
  }

  @Test
  void eightBitMailIsAnnounced() {
    send("a@here.test", "a: b\r\n\r\n\u00e9\r\n", "b@x.test");
    assertThat(server.commands).contains("MAIL FROM:<a@here.test> BODY=8BITMIME");
    server.extensions.remove("8BITMIME");
    assertThat(send("a@here.test", "a: b\r\n\r\n\u00e9\r\n", "b@x.test").getFirst().toString())
        .contains("5.6.3");
  }

  @Test
  void internationalAddressesNeedAHopThatTakesThem() {
    assertThat(send("a@here.test", MAIL, "\u00e9@x.test").getFirst().toString()).contains("5.6.7");
    server.extensions.add("SMTPUTF8");
    assertThat(send("a@here.test", MAIL, "\u00e9@x.test").getFirst())
        .isInstanceOf(Outcome.Accepted.class);
    assertThat(server.commands).contains("RCPT TO:<\u00c3\u00a9@x.test>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"b@x.test>\r\nRCPT TO:<eve@x.test", "b\n@x.test", "b>@x.test", "b\0@x"})
  void noAddressIsTwoCommands(String recipient) {
    assertThat(send("a@here.test", MAIL, recipient)).allMatch(Outcome.Refused.class::isInstance);
    assertThat(send(recipient, MAIL, "b@x.test")).allMatch(Outcome.Refused.class::isInstance);
    assertThat(server.commands).isEmpty();
  }

  @Test
  void aServerThatIsNotThereIsTriedAgain() throws IOException {
    // A port that is bound and not listened on refuses, and nobody else can take it meanwhile.
    try (Socket bound = new Socket()) {
      bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      transport = transport(bound.getLocalPort(), Optional.empty());
      assertThat(send("a@here.test", MAIL, "b@x.test"))
          .allMatch(Outcome.Deferred.class::isInstance);
    }
  }

  @Test
  void aRefusedSignInIsTriedAgain() {
    server.extensions.add("AUTH PLAIN");
    transport = transport(Optional.of("user"));
    server.answer("AUTH PLAIN AHVzZXIAdXNlcg==", "535 5.7.8 no");
    assertThat(send("a@here.test", MAIL, "b@x.test")).allMatch(Outcome.Deferred.class::isInstance);
    assertThat(server.mails).isEmpty();
  }

  @Test
  void withoutASmarthostNothingHasARoute() {
    NoTransport none = new NoTransport();
    assertThat(none.routes(AccountId.NOBODY, "x.test")).isFalse();
    assertThat(none.send(job("a@here.test", List.of("b@x.test"), MemorySegment.NULL)))
        .allMatch(Outcome.Unreachable.class::isInstance);
  }
}

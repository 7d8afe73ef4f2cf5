package dev.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.auth.Grant;
import dev.postern.delivery.Blobs;
import dev.postern.delivery.Recipients;
import dev.postern.domains.Domains;
import dev.postern.fault.GatewayException;
import dev.postern.mail.MailAddress;
import dev.postern.mail.MailAddresses;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.FolderId;
import dev.postern.outbound.Wishes;
import dev.postern.support.NoTransport;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What submission makes of a mail (RFC 6409 sections 6.1 and 8): as little as it can.
class SubmissionRulesTest {
  private static final InstantSource CLOCK = InstantSource.system();
  private static final String TRACE = "Received: by here.test; Mon, 23 Nov 2026 09:00:00 +0000\r\n";
  private static final String REST =
      "Date: Mon, 23 Nov 2026 09:00:00 +0000\r\nMessage-ID: <Any.Thing@there>\r\n\r\nx\r\n";

  @TempDir private Path directory;
  private MailServer server;
  private Grant ann;
  private Grant bob;

  @BeforeEach
  void start() throws Exception {
    server = new MailServer(directory, new NoTransport(), 1 << 20);
    ann = server.agent("ann@here.test");
    bob = server.agent("bob@here.test");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private SubmissionIntake intake(FromPolicy policy) {
    Recipients recipients =
        new Recipients(
            server.engine.grants(),
            Domains.of(List.of("here.test")),
            alias -> alias.equals("sales@here.test") ? Optional.of(ann.id()) : Optional.empty());
    return new SubmissionIntake(
        "mx.here.test",
        server.engine.mail(),
        server.sending,
        new SenderRights(recipients, policy),
        new FixUps("mx.here.test", CLOCK, new Random(1)),
        CLOCK);
  }

  /// Hands a mail of Ann in and returns what is in her Sent folder.
  private String sent(FromPolicy policy, String sender, String mail) {
    SubmissionIntake intake = intake(policy);
    Optional<MailAddress> path = MailAddresses.parse(sender);
    intake.checkSender(Optional.of(ann), path);
    Envelope envelope =
        new Envelope(
            "1",
            Optional.of(ann),
            new Peer(InetAddress.getLoopbackAddress(), "x", "", true),
            "ESMTPA",
            path,
            List.of(MailAddresses.parse("bob@here.test").orElseThrow()),
            Optional.empty(),
            Wishes.NONE,
            _ -> {});
    byte[] bytes = (TRACE + mail).getBytes(StandardCharsets.UTF_8);
    try (Blob blob = Blobs.of(server.engine.mail(), List.of(MemorySegment.ofArray(bytes)))) {
      intake.accept(envelope, blob, TRACE.length());
    }
    return server.text(ann, server.folder(ann, FolderId.SENT).getFirst());
  }

  private String received() {
    await().until(() -> !server.folder(bob, FolderId.INBOX).isEmpty());
    return server.text(bob, server.folder(bob, FolderId.INBOX).getFirst());
  }

  private String refusal(String sender, String mail) {
    try {
      return sent(FromPolicy.REJECT, sender, mail);
    } catch (GatewayException e) {
      return e.fault().smtp(e.text());
    }
  }

  @Test
  void aMailThatIsCompleteIsNotTouched() {
    String mail = "from:  ann+x@HERE.test\r\nSUBJECT:a\r\n\tb\r\n" + REST;
    assertThat(sent(FromPolicy.REJECT, "ann@here.test", mail)).isEqualTo(TRACE + mail);
    assertThat(received()).endsWith(TRACE + mail);
  }

  @Test
  void nobodySaysInThisServersNameWhoAMailIsFrom() {
    String from = "From: ann@here.test\r\n";
    String forged =
        "authentication-results: MX.here.test;\r\n dmarc=pass\r\n"
            + "Authentication-Results: else.test; spf=pass\r\n";
    assertThat(sent(FromPolicy.REJECT, "ann@here.test", forged + from + REST))
        .isEqualTo(TRACE + "Authentication-Results: else.test; spf=pass\r\n" + from + REST);
    assertThat(received()).doesNotContain("dmarc=pass");
  }

  @Test
  void anAliasIsTheAgentsOwn() {
    String mail = "From: Sales <sales@here.test>\r\n" + REST;
    assertThat(sent(FromPolicy.REJECT, "sales+a@here.test", mail)).isEqualTo(TRACE + mail);
    assertThat(received()).startsWith("Return-Path: <sales+a@here.test>");
  }

  @ParameterizedTest
  @Tag("Q-64")
  @ValueSource(
      strings = {
        "From: bob@here.test\r\n",
        "From: ann@here.test, bob@here.test\r\n",
        "From: ann@here.test\r\nFrom: ann@here.test\r\n",
        "From: ann@here.test\r\nfrom : bob@here.test\r\n",
        "From:\r\n",
        "From: ann\r\n",
        "From: nobody@here.test\r\n",
        "From: ann@here.test <eve@far.test>\r\n",
        "From: =?utf-8?q?ann=40here.test?= <eve@far.test>\r\n"
      })
  void anothersFromIsRefused(String from) {
    assertThat(refusal("ann@here.test", from + REST))
        .isEqualTo("550 5.7.1 header From is not ann@here.test");
    assertThat(server.folder(ann, FolderId.SENT)).isEmpty();
  }

  @Test
  @Tag("Q-64")
  void anothersReversePathIsRefused() {
    assertThat(refusal("bob@here.test", "From: ann@here.test\r\n" + REST))
        .isEqualTo("550 5.7.1 sender is not ann@here.test");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "From: Eve <eve@far.test>               | From: Eve <ann@here.test>",
        "From: =?utf-8?q?=C3=A4?= <e@far.test>  | From: =?UTF-8?B?w6Q=?= <ann@here.test>",
        "From: =?utf-8?q?a=0D=0AX:_b?= <e@f.t>  | <ann@here.test>",
        "From: e@far.test, f@far.test           | From: ann@here.test",
        "From: undisclosed                      | ann@here.test"
      })
  void fromIsRewrittenWhereThatIsAsked(String from, String written) {
    String text = sent(FromPolicy.REWRITE, "eve@far.test", from + "\r\n" + REST);
    assertThat(text).contains(written).doesNotContain("\r\nX:", "far.test");
    assertThat(text).containsOnlyOnce("From:").contains("Message-ID: <Any.Thing@there>");
    assertThat(received()).startsWith("Return-Path: <ann@here.test>");
  }

  @Test
  void fromMayBeAnybodyWhereThatIsAllowed() {
    String from = "From: Eve <eve@far.test>\r\nSender: mallory@far.test\r\n";
    assertThat(sent(FromPolicy.ALLOW, "eve@far.test", from + REST))
        .contains("From: Eve <eve@far.test>\r\n")
        .contains("\r\nSender: ann@here.test\r\n")
        .doesNotContain("mallory");
    assertThat(received()).startsWith("Return-Path: <ann@here.test>");
  }

  @Test
  void ofSeveralAuthorsOneIsTheSender() {
    String from = "From: ann@here.test, sales@here.test\r\n";
    assertThat(sent(FromPolicy.REJECT, "", from + REST))
        .contains(from)
        .contains("\r\nSender: ann@here.test\r\n");
    String own = from + "Sender: sales@here.test\r\n" + REST;
    assertThat(sent(FromPolicy.REJECT, "", own)).isEqualTo(TRACE + own);
  }

  @Test
  @Tag("Q-65")
  void bccStaysInTheSentCopyAlone() throws Exception {
    String mail =
        "From: ann@here.test\r\nBcc: a@here.test,\r\n b@here.test\r\nbCC : c@here.test\r\n"
            + "Subject: s\r\nBCC:\r\n"
            + REST;
    try (SmtpClient client = new SmtpClient(server.submission).signIn("ann@here.test")) {
      client.say("MAIL FROM:<ann@here.test>");
      client.say("RCPT TO:<bob@here.test>");
      assertThat(
              client.say(
                  "BDAT " + mail.length() + " LAST\r\n" + mail.substring(0, mail.length() - 2)))
          .startsWith("250 ");
    }
    String sent = server.text(ann, server.folder(ann, FolderId.SENT).getFirst());
    assertThat(sent).endsWith(mail).doesNotContain("127.0.0.1");
    assertThat(received())
        .doesNotContainIgnoringCase("bcc")
        .doesNotContain("@here.test,", "b@here.test\r\nc", "127.0.0.1")
        .contains("From: ann@here.test\r\nSubject: s\r\n" + REST);
  }

  @Test
  @Tag("S-8")
  void authAtAWrongMomentHasItsCode() {
    Talk mx = Talk.mx();
    mx.open();
    assertThat(mx.say("EHLO c", "AUTH PLAIN")).endsWith("502 5.5.1 no sign-in here\n");
    Talk early = Talk.submission();
    early.open();
    assertThat(early.say("AUTH PLAIN")).startsWith("503 5.5.1 ");
    assertThat(early.say("MAIL FROM:<ann@here.test>")).startsWith("530 5.7.0 ");
    early.say("EHLO c");
    assertThat(early.say("AUTH")).startsWith("501 5.5.4 ");
    assertThat(early.say("AUTH NTLM")).startsWith("504 5.5.4 ");
    assertThat(early.say("AUTH LOGIN", "*"))
        .isEqualTo("334 VXNlcm5hbWU6\n501 5.7.0 sign-in cancelled\n");
    assertThat(early.say("AUTH LOGIN", "MAIL FROM:<ann@here.test>"))
        .endsWith("malformed authentication data\n");
    assertThat(early.say("NOOP")).startsWith("250 ");
    String outage = Talk.base64("\0outage@here.test\0" + FakeAgents.PASSWORD);
    assertThat(early.say("AUTH PLAIN " + outage)).isEqualTo("454 4.7.0 try later\n");
    String bearer = Talk.base64("n,,\u0001auth=Bearer nothing\u0001\u0001");
    assertThat(early.say("AUTH OAUTHBEARER " + bearer))
        .isEqualTo(
            "334 " + Talk.base64("{\"status\":\"invalid_token\",\"scope\":\"mail\"}") + "\n");
    assertThat(early.say("AQ==")).startsWith("535 5.7.8 ");
    Talk in = Talk.signedIn();
    assertThat(in.say("AUTH PLAIN")).startsWith("503 5.5.1 ");
    in.say("MAIL FROM:<ann@here.test>");
    assertThat(in.say("AUTH PLAIN")).startsWith("503 5.5.1 ");
    in.say("RCPT TO:<bob@here.test>");
    assertThat(in.say("AUTH PLAIN", "DATA")).startsWith("503 5.5.1 ").contains("354 ");
  }
}

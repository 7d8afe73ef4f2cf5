package dev.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.net.Farewell;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpSessionTest {
  private static final String MAIL = "MAIL FROM:<ann@here.test>";
  private static final String RCPT = "RCPT TO:<bob@here.test>";

  @Test
  void submissionOffersWhatItDoes() {
    Talk talk = Talk.submission();
    talk.connection.tlsAvailable = true;
    assertThat(talk.open()).isEqualTo("220 mx.here.test ESMTP Postern\n");
    assertThat(talk.say("EHLO c\u0007<x>"))
        .isEqualTo(
            """
            250-mx.here.test greets c??x?
            250-PIPELINING
            250-SIZE 5000
            250-8BITMIME
            250-SMTPUTF8
            250-CHUNKING
            250-BINARYMIME
            250-ENHANCEDSTATUSCODES
            250-DSN
            250-LIMITS RCPTMAX=3
            250-STARTTLS
            250 AUTH PLAIN LOGIN OAUTHBEARER XOAUTH2 SCRAM-SHA-256
            """);
    assertThat(talk.say("HELO c")).isEqualTo("250 mx.here.test\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[192.0.2.7]",
        "[IPv6:2001:db8::7]",
        "192.0.2.7",
        "localhost",
        "DESKTOP_7X",
        "-printer-",
        "Front Office",
        "m\u00fcller.local",
        "a..b.",
        "{host}"
      })
  @Tag("Q-24")
  void anyNameInEhloIsTaken(String name) {
    for (Talk talk : List.of(Talk.mx(), Talk.submission())) {
      talk.open();
      assertThat(talk.say("EHLO " + name)).startsWith("250-mx.here.test greets ");
      assertThat(talk.say("HELO " + name)).isEqualTo("250 mx.here.test\n");
    }
  }

  @Test
  void aLineWithoutEndEndsTheConnection() {
    for (Talk talk : List.of(Talk.mx(), Talk.submission())) {
      talk.open();
      StringBuilder heard = new StringBuilder();
      for (int i = 0; i < 100 && !talk.closed(); i++) {
        heard.append(talk.send("x".repeat(1000)));
      }
      assertThat(heard).hasToString("421 4.7.0 line too long\n");
      assertThat(talk.closed()).isTrue();
    }
  }

  @Test
  void aLineThatTricklesInEndsTheConnection() {
    Talk talk = Talk.mx();
    talk.open();
    talk.connection.channel.freezeTime();
    talk.send("NO");
    talk.connection.channel.advanceTimeBy(40, TimeUnit.SECONDS);
    assertThat(talk.send("OP\r\nN")).startsWith("250 ");
    talk.connection.channel.advanceTimeBy(40, TimeUnit.SECONDS);
    assertThat(talk.send("O")).isEmpty();
    talk.connection.channel.advanceTimeBy(21, TimeUnit.SECONDS);
    talk.connection.channel.runScheduledPendingTasks();
    assertThat(talk.heard()).isEqualTo("421 4.4.2 the line took too long\n");
    assertThat(talk.closed()).isTrue();
  }

  @Test
  @Tag("Q-23")
  void onlyDevicesMayForgetBrackets() {
    Talk mx = Talk.mx();
    mx.open();
    mx.say("EHLO c");
    assertThat(mx.say("MAIL FROM:ann@here.test")).startsWith("501 5.5.4 ");
    assertThat(mx.say(MAIL, "RCPT TO:bob@here.test")).contains("\n501 5.5.4 ");
    assertThat(Talk.signedIn().say("MAIL FROM:ann@here.test", "RCPT TO:bob@here.test"))
        .isEqualTo("250 2.1.0 OK\n250 2.1.5 OK\n");
  }

  @Test
  void signInIsOfferedOnlyWhereItIsAllowed() {
    Talk plain = Talk.submission();
    plain.connection.loginAllowed = false;
    plain.open();
    assertThat(plain.say("EHLO c")).doesNotContain("AUTH");
    assertThat(plain.say("AUTH PLAIN")).startsWith("538 5.7.11 ");
    Talk mx = Talk.mx();
    mx.open();
    assertThat(mx.say("EHLO c")).doesNotContain("AUTH");
    assertThat(mx.say("AUTH PLAIN")).startsWith("502 5.5.1 ");
  }

  @Test
  @Tag("Q-21")
  @Tag("Q-22")
  void signInTakesEveryForm() {
    String user = Talk.base64("ann@here.test");
    String password = Talk.base64(FakeAgents.PASSWORD);
    String plain = Talk.base64("\0ann@here.test\0" + FakeAgents.PASSWORD);
    assertThat(signIn("AUTH PLAIN " + plain)).startsWith("235 2.7.0 ");
    assertThat(signIn("AUTH PLAIN", plain)).startsWith("334 \n235 2.7.0 ");
    assertThat(signIn("auth login", user, password))
        .startsWith("334 VXNlcm5hbWU6\n334 UGFzc3dvcmQ6\n235 ");
    assertThat(signIn("AUTH LOGIN " + user, password)).startsWith("334 UGFzc3dvcmQ6\n235 ");
    assertThat(signIn("AUTH LOGIN", user, "*")).endsWith("501 5.7.0 sign-in cancelled\n");
    assertThat(signIn("AUTH LOGIN", user, Talk.base64("Wrong-Horse-17-Battery")))
        .contains("\n535 5.7.8 ");
    assertThat(signIn("AUTH PLAIN " + Talk.base64("bob\0ann@here.test\0x"))).startsWith("535 ");
    assertThat(signIn("AUTH PLAIN " + Talk.base64("\0ann@here.test"))).startsWith("501 5.5.4 ");
    String outage = Talk.base64("\0outage@here.test\0" + FakeAgents.PASSWORD);
    assertThat(signIn("AUTH PLAIN " + outage)).isEqualTo("454 4.7.0 try later\n");
    assertThat(signIn("AUTH PLAIN ===")).startsWith("501 5.5.4 ");
    assertThat(signIn("AUTH CRAM-MD5")).startsWith("504 5.5.4 ");
  }

  private static String signIn(String... lines) {
    Talk talk = Talk.submission();
    talk.open();
    talk.say("EHLO c");
    return talk.say(lines);
  }

  @Test
  void signInHasItsTime() {
    Talk talk = Talk.submission();
    talk.open();
    assertThat(talk.say("AUTH PLAIN")).startsWith("503 5.5.1 ");
    assertThat(talk.say(MAIL)).startsWith("530 5.7.0 ");
    Talk signedIn = Talk.signedIn();
    assertThat(signedIn.connection.signedIn).isTrue();
    assertThat(signedIn.say("AUTH PLAIN")).startsWith("503 5.5.1 ");
  }

  @Test
  void aWholeMailInOnePacketIsAnsweredLikeOneInPieces() {
    String dialogue =
        String.join("\r\n", MAIL, RCPT, "DATA", "Subject: x", "", "..y", ".", "NOOP", "QUIT", "");
    Talk whole = Talk.signedIn();
    String answers = whole.send(dialogue);
    assertThat(answers.lines().map(line -> line.substring(0, 3)))
        .containsExactly("250", "250", "354", "250", "250", "221");
    assertThat(whole.intake.mails).containsExactly("Received: here\r\nSubject: x\r\n\r\n.y\r\n");
    assertThat(whole.closed()).isTrue();
    for (int step = 1; step < dialogue.length(); step++) {
      Talk pieces = Talk.signedIn();
      assertThat(pieces.send(dialogue, step)).isEqualTo(answers);
      assertThat(pieces.intake.mails).isEqualTo(whole.intake.mails);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n.\n",
        "\n.\r\n",
        "\r.\r\n",
        "\r\n.\n",
        "\r\n\0.\r\n",
        "\r\n.\r\r\n",
        "\r\r\n.\r\r\n",
        "\r.\r"
      })
  void aSmuggledMailIsNeverASecondMail(String trick) {
    String stream =
        String.join("\r\n", "EHLO c", MAIL, RCPT, "DATA", "Subject: x", "", "a")
            + trick
            + String.join("\r\n", MAIL, RCPT, "DATA", "Subject: evil", "", "b", ".", "NOOP", "");
    for (int step = 1; step <= stream.length(); step++) {
      Talk talk = Talk.mx();
      talk.open();
      assertThat(talk.send(stream, step))
          .as("step %d", step)
          .endsWith(
              "354 end with <CR><LF>.<CR><LF>\n"
                  + "550 5.6.11 bare CR, bare LF or NUL in the mail\n"
                  + "250 2.0.0 OK\n");
      assertThat(talk.intake.mails).isEmpty();
    }
  }

  @Test
  @Tag("I-2")
  void nothingSaidBeforeTlsCountsAfterIt() {
    Talk talk = Talk.submission();
    talk.connection.tlsAvailable = true;
    talk.open();
    talk.say("EHLO c");
    String answers =
        talk.say(
            "starttls",
            "EHLO evil",
            "AUTH PLAIN " + Talk.base64("\0ann@here.test\0" + FakeAgents.PASSWORD));
    assertThat(answers).isEqualTo("220 2.0.0 go ahead\n");
    assertThat(talk.connection.handshakes).isEqualTo(1);
    assertThat(talk.connection.signedIn).isFalse();
    assertThat(talk.say("AUTH PLAIN")).startsWith("503 5.5.1 say EHLO");
    assertThat(talk.say("STARTTLS")).startsWith("503 ");
    assertThat(talk.say("EHLO c")).doesNotContain("STARTTLS").contains("AUTH");
  }

  @ParameterizedTest
  @ValueSource(strings = {"STARTTLS", "starttls", "StartTls "})
  @Tag("I-1")
  @Tag("I-3")
  void startTlsInAnySpellingAndPiecesStartsTlsOnce(String spelling) {
    String stream = spelling + "\r\nEHLO evil\r\nMAIL FROM:<evil@here.test>\r\nSTARTTLS\r\n";
    for (int cut = 0; cut < spelling.length() + 2; cut++) {
      Talk talk = Talk.mx();
      talk.connection.tlsAvailable = true;
      talk.open();
      talk.say("EHLO c", MAIL, RCPT);
      assertThat(talk.send(stream.substring(0, cut))).isEmpty();
      assertThat(talk.send(stream.substring(cut))).isEqualTo("220 2.0.0 go ahead\n");
      assertThat(talk.connection.handshakes).isEqualTo(1);
      assertThat(talk.say("DATA")).startsWith("503 5.5.1 ");
      assertThat(talk.say(MAIL)).startsWith("503 5.5.1 say EHLO first");
    }
  }

  @Test
  @Tag("I-24")
  void aSignInThatIsBrokenOffLeavesNothing() {
    String user = Talk.base64("ann@here.test");
    List<List<String>> steps =
        List.of(
            List.of("AUTH PLAIN"),
            List.of("AUTH LOGIN"),
            List.of("AUTH LOGIN", user),
            List.of("AUTH LOGIN " + user),
            List.of("AUTH SCRAM-SHA-256"),
            List.of("AUTH SCRAM-SHA-256 " + Talk.base64("n,,n=ann@here.test,r=abc")),
            List.of("AUTH OAUTHBEARER"));
    for (int round = 0; round < 200; round++) {
      List<String> said = steps.get(round % steps.size());
      Talk talk = Talk.submission();
      talk.open();
      talk.say("EHLO c");
      assertThat(talk.say(said.toArray(String[]::new))).contains("334 ");
      if (round % 2 == 0) {
        talk.connection.channel.close();
        assertThat(talk.connection.signedIn).isFalse();
      } else {
        assertThat(talk.say("*")).startsWith("501 5.7.0 ");
        assertThat(talk.say("NOOP")).startsWith("250 ");
        assertThat(talk.say(MAIL)).startsWith("530 ");
      }
    }
  }

  @Test
  void onlyUnderTlsIsItDemanded() {
    Talk talk = Talk.mx();
    talk.open();
    assertThat(talk.say("EHLO c")).doesNotContain("REQUIRETLS");
    talk.connection.secure = true;
    assertThat(talk.say("EHLO c")).contains("REQUIRETLS");
  }

  @Test
  void startTlsIsRefusedWhereThereIsNone() {
    Talk talk = Talk.mx();
    talk.open();
    assertThat(talk.say("STARTTLS", "NOOP")).startsWith("502 5.5.1 ").endsWith("250 2.0.0 OK\n");
  }

  @Test
  void recipientsAreAnsweredOneByOne() {
    Talk talk = Talk.mx();
    talk.open();
    String answers =
        talk.say(
            "EHLO c",
            "MAIL FROM:<>",
            RCPT,
            "RCPT TO:<nobody@here.test>",
            "RCPT TO:<not an address>",
            "RCPT TO:<Postmaster>",
            RCPT,
            "RCPT TO:<Car.ol+tag@HERE.test> NEVER=NOTIFY",
            "RCPT TO:<Car.ol+tag@HERE.test>",
            "RCPT TO:<dan@here.test>",
            "DATA",
            "x",
            ".");
    assertThat(answers.lines().filter(line -> !line.startsWith("250-")).map(l -> l.substring(0, 9)))
        .containsExactly(
            "250 LIMIT",
            "250 2.1.0",
            "250 2.1.5",
            "550 5.1.1",
            "553 5.1.3",
            "250 2.1.5",
            "250 2.1.5",
            "555 5.5.4",
            "250 2.1.5",
            "452 4.5.3",
            "354 end w",
            "250 2.0.0");
    Envelope envelope = talk.intake.envelopes.getFirst();
    assertThat(envelope.senderText()).isEmpty();
    assertThat(envelope.recipientTexts())
        .containsExactly("bob@here.test", "Postmaster@here.test", "Car.ol+tag@here.test");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          MAIL FROM:<ann@here.test> SIZE=5000          | 250 2.1.0
          MAIL FROM:<ann@here.test> SIZE=5001          | 552 5.3.4
          MAIL FROM:<ann@here.test> SIZE=9999999999999999999 | 552 5.3.4
          MAIL FROM:<ann@here.test> SIZE=              | 501 5.5.4
          MAIL FROM:<ann@here.test> BODY=8bitmime      | 250 2.1.0
          MAIL FROM:<ann@here.test> BODY=BINARYMIME    | 250 2.1.0
          MAIL FROM:<ann@here.test> BODY=9BIT          | 501 5.5.4
          MAIL FROM:<ann@here.test> AUTH=<>            | 250 2.1.0
          MAIL FROM:<ann@here.test> RET=HDRS           | 250 2.1.0
          MAIL FROM:<ann@here.test> XYZ=1              | 555 5.5.4
          MAIL FROM:<ännchen@here.test>                | 553 5.6.7
          MAIL FROM:<ännchen@here.test> SMTPUTF8       | 250 2.1.0
          MAIL FROM:<eve@here.test>                    | 550 5.7.1
          MAIL FROM:<ann@>                             | 553 5.1.7
          MAIL FROM:<""@here.test>                     | 553 5.1.7
          MAIL FROM: ann@here.test                     | 250 2.1.0
          MAIL TO:<ann@here.test>                      | 501 5.5.4
          RCPT TO:<bob@here.test>                      | 503 5.5.1
          DATA                                         | 503 5.5.1
          BLA                                          | 500 5.5.2
          VRFY bob                                     | 252 2.1.5
          EXPN list                                    | 502 5.5.1
          HELP                                         | 214 2.0.0
          RSET                                         | 250 2.0.0
          NOOP xyz                                     | 250 2.0.0
          """)
  void eachCommandHasItsAnswer(String line, String answer) {
    assertThat(Talk.signedIn().say(line)).startsWith(answer);
  }

  @Test
  void commandsOutOfOrderAreRefused() {
    Talk talk = Talk.mx();
    talk.open();
    assertThat(talk.say(MAIL)).startsWith("503 5.5.1 say EHLO first");
    talk.say("EHLO c", MAIL);
    assertThat(talk.say(MAIL)).startsWith("503 5.5.1 ");
    assertThat(talk.say("DATA")).startsWith("554 5.5.1 ");
    talk.say(RCPT, "RSET");
    assertThat(talk.say("DATA")).startsWith("503 5.5.1 ");
    talk.say(MAIL, RCPT, "EHLO c");
    assertThat(talk.say("DATA")).startsWith("503 5.5.1 ");
  }

  @Test
  void aMailThatIsTooLargeIsReadToItsEndAndRefused() {
    Talk talk = Talk.signedIn();
    String line = "x".repeat(998) + "\r\n";
    String answers = talk.say(MAIL, RCPT, "DATA", line.repeat(6) + ".", "NOOP");
    assertThat(answers).endsWith("552 5.3.4 at most 5000 octets\n250 2.0.0 OK\n");
    assertThat(talk.intake.mails).isEmpty();
    assertThat(talk.sink.closed()).isTrue();
    talk.say(MAIL, RCPT, "DATA");
    String body = ("y".repeat(998) + "\r\n").repeat(4) + "y".repeat(Talk.MAX_MESSAGE - 4002);
    assertThat(talk.say(body, ".")).startsWith("250 ");
  }

  @Test
  void aLineThatOthersCouldNotTakeIsRefused() {
    Talk talk = Talk.signedIn();
    talk.say(MAIL, RCPT, "DATA");
    assertThat(talk.say("a", "x".repeat(999), "b", "."))
        .isEqualTo("554 5.6.0 a line has more than 998 octets: wrap or encode it\n");
    talk.say(MAIL, RCPT, "DATA");
    assertThat(talk.say("x".repeat(998), ".")).startsWith("250 ");
    talk.say("MAIL FROM:<ann@here.test> BODY=BINARYMIME", RCPT);
    assertThat(talk.send("BDAT 1500 LAST\r\n" + "x".repeat(1500))).startsWith("250 ");
  }

  @Test
  void noSpaceAndNoStoreAreTheServersFault() {
    Talk talk = Talk.signedIn();
    talk.room = 100;
    assertThat(talk.say(MAIL, RCPT, "DATA", "x".repeat(200), ".", "NOOP"))
        .endsWith("452 4.3.1 no space\n250 2.0.0 OK\n");
    talk.room = 1000;
    talk.intake.refusal = Optional.of(new GatewayException(Fault.UNAVAILABLE, "try later"));
    assertThat(talk.say(MAIL, RCPT, "DATA", "x", ".")).endsWith("451 4.3.0 try later\n");
    talk.intake.refusal = Optional.empty();
    assertThat(talk.say(MAIL, RCPT, "DATA", "x", ".")).endsWith("250 2.0.0 accepted as 1d\n");
  }

  @Test
  void aLoopIsBroken() {
    Talk talk = Talk.signedIn();
    String hops = "Received: by somebody\r\n".repeat(50);
    assertThat(talk.say(MAIL, RCPT, "DATA", hops, "x", ".")).contains("250 2.0.0 accepted");
    assertThat(talk.say(MAIL, RCPT, "DATA", hops + "received: x", "", "x", "."))
        .contains("554 5.4.6 ");
  }

  @Test
  void whoOnlyMakesMistakesIsSentAway() {
    Talk talk = Talk.mx();
    talk.open();
    String answers = talk.say("X\r\n".repeat(30));
    assertThat(answers.lines().count()).isEqualTo(20);
    assertThat(answers).endsWith("421 4.7.0 too many errors\n");
    assertThat(talk.closed()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"GET / HTTP/1.1\r\n", "POST /x HTTP/1.1\r\nHost: a\r\n", "\u0016\u0003\u0001"})
  @Tag("I-8")
  void otherProtocolsAreSentAway(String opening) {
    Talk talk = Talk.mx();
    talk.open();
    assertThat(talk.send(opening)).startsWith("421 4.7.0 ");
    assertThat(talk.closed()).isTrue();
  }

  @Test
  void aFarewellIsTold() {
    Talk talk = Talk.signedIn();
    talk.connection.channel.pipeline().fireUserEventTriggered(Farewell.SHUTTING_DOWN);
    talk.connection.channel.runPendingTasks();
    assertThat(talk.heard()).isEqualTo("421 4.3.2 server is shutting down\n");
    assertThat(talk.closed()).isTrue();
  }

  @Test
  void aMailThatNeverEndsLeavesNothing() {
    Talk cut = Talk.signedIn();
    cut.say(MAIL, RCPT, "DATA", "x");
    cut.connection.channel.close();
    assertThat(cut.sink.closed()).isTrue();
    assertThat(cut.intake.mails).isEmpty();
    Talk slow = Talk.signedIn();
    slow.connection.channel.freezeTime();
    slow.say(MAIL, RCPT, "DATA", "x");
    slow.connection.channel.advanceTimeBy(31, TimeUnit.MINUTES);
    slow.connection.channel.runScheduledPendingTasks();
    assertThat(slow.heard()).startsWith("421 4.4.2 ");
    assertThat(slow.sink.closed()).isTrue();
    assertThat(slow.closed()).isTrue();
  }
}

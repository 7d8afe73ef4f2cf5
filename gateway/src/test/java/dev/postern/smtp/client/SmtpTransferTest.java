package dev.postern.smtp.client;

import static dev.postern.smtp.client.ClientStage.MAIL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.outbound.Transport.Outcome;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// One hop, one mail: what is said and what it comes to.
class SmtpTransferTest {
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
  void theBytesGoOutAsTheyAre() {
    assertThat(stage.send(MAIL, "bob@there.test", "\"c d\"@there.test"))
        .hasSize(2)
        .allMatch(Outcome.Accepted.class::isInstance);
    assertThat(hop.mails)
        .singleElement()
        .satisfies(mail -> {
          assertThat(mail.text()).isEqualTo(MAIL);
          assertThat(mail.chunked()).isFalse();
        });
    assertThat(hop.lines)
        .containsExactly(
            "EHLO mx.here.test",
            "MAIL FROM:<ann@here.test> SIZE=" + MAIL.length(),
            "RCPT TO:<bob@there.test>",
            "RCPT TO:<\"c d\"@there.test>",
            "DATA",
            ".");
  }

  @Test
  void withoutPipeliningEachAnswerIsAwaited() {
    hop.extensions.clear();
    assertThat(stage.send(MAIL, "bob@there.test").getFirst()).isInstanceOf(Outcome.Accepted.class);
    assertThat(hop.lines)
        .containsExactly(
            "EHLO mx.here.test",
            "MAIL FROM:<ann@here.test>",
            "RCPT TO:<bob@there.test>",
            "DATA",
            ".");
  }

  @Test
  void aServerOfOldIsGreetedWithHelo() {
    hop.answer("EHLO", "502 5.5.1 what");
    assertThat(stage.send(MAIL, "bob@there.test").getFirst()).isInstanceOf(Outcome.Accepted.class);
    assertThat(hop.lines)
        .startsWith("EHLO mx.here.test", "HELO mx.here.test", "MAIL FROM:<ann@here.test>");
  }

  @Test
  void withChunkingNoOctetCanEndTheMail() {
    hop.offer("CHUNKING");
    String mail = "a: b\r\n\r\n.\r\nMAIL FROM:<x>\r\n";
    assertThat(stage.send(mail, "bob@there.test").getFirst()).isInstanceOf(Outcome.Accepted.class);
    assertThat(hop.mails)
        .singleElement()
        .satisfies(taken -> {
          assertThat(taken.text()).isEqualTo(mail);
          assertThat(taken.chunked()).isTrue();
        });
    assertThat(hop.lines).contains("BDAT " + mail.length() + " LAST").doesNotContain("DATA");
  }

  @Test
  void aLargeMailGoesInSeveralChunks() {
    hop.offer("CHUNKING");
    String mail = "a: b\r\n\r\n" + "line of text\r\n".repeat(200_000);
    assertThat(stage.send(mail, "bob@there.test").getFirst()).isInstanceOf(Outcome.Accepted.class);
    assertThat(hop.said("BDAT"))
        .containsExactly(
            "BDAT 1048576", "BDAT 1048576", "BDAT " + (mail.length() - 2 * 1048576) + " LAST");
    assertThat(hop.mails.getFirst().text()).isEqualTo(mail);
  }

  @Test
  void aChunkThatIsRefusedEndsTheTransfer() {
    hop.offer("CHUNKING").answer("BDAT", "552 5.3.4 too much");
    String mail = "a: b\r\n\r\n" + "line of text\r\n".repeat(200_000);
    assertThat(stage.send(mail, "bob@there.test").getFirst())
        .isEqualTo(new Outcome.Refused("127.0.0.1", "552 5.3.4 too much"));
    assertThat(hop.said("BDAT")).hasSize(1);
  }

  @Test
  @Tag("I-12")
  void whatWeSendIsCleanWhateverWasStored() {
    String stored = "a: b\n\nx\n.\nMAIL FROM:<x>\r.\ry\n";
    for (boolean chunking : List.of(false, true)) {
      if (chunking) {
        hop.offer("CHUNKING");
        stage.close();
        stage = ClientStage.smarthost(hop.port());
      }
      stage.send(stored, "bob@there.test");
      assertThat(hop.mails.getLast().text())
          .isEqualTo("a: b\r\n\r\nx\r\n.\r\nMAIL FROM:<x>\r\n.\r\ny\r\n");
    }
    assertThat(hop.mails).hasSize(2);
  }

  /// Any octets: the sink gets them with every line ended by CRLF, and nothing else.
  @Test
  @Tag("I-12")
  @Tag("S-5")
  void anyOctetsArriveAsLines() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    byte[] alphabet = {'\r', '\n', '.', 'a', ' ', ':', 0, (byte) 0xe9, '\r', '\n', '.'};
    try (FakeHop chunking = new FakeHop();
        ClientStage chunks = ClientStage.smarthost(chunking.port())) {
      chunking.offer("CHUNKING");
      for (int i = 0; i < 300; i++) {
        byte[] mail = new byte[random.nextInt(200)];
        for (int at = 0; at < mail.length; at++) {
          mail[at] = alphabet[random.nextInt(alphabet.length)];
        }
        String text = new String(mail, StandardCharsets.ISO_8859_1);
        String clean = text.replaceAll("\r\n|\r|\n", "\r\n");
        clean += clean.isEmpty() || clean.endsWith("\r\n") ? "" : "\r\n";
        for (ClientStage each : List.of(stage, chunks)) {
          FakeHop at = each == stage ? hop : chunking;
          assertThat(each.send(mail, "b@x.test").getFirst())
              .as("seed %s, mail %s", seed, i)
              .isInstanceOf(Outcome.Accepted.class);
          assertThat(at.mails).hasSize(i + 1);
          assertThat(at.mails.getLast().text()).as("seed %s, mail %s", seed, i).isEqualTo(clean);
        }
      }
    }
  }

  @Test
  void theNullSenderStaysNull() {
    stage.sendFrom("", MAIL, "bob@there.test");
    assertThat(hop.said("MAIL")).containsExactly("MAIL FROM:<> SIZE=" + MAIL.length());
  }

  @Test
  @Tag("S-4")
  void eachRecipientHasItsOwnOutcome() {
    hop.answer("RCPT TO:<gone@there.test>", "550-5.1.1 gone\r\n550 5.1.1 for good")
        .answer("RCPT TO:<full@there.test>", "452 4.2.2 full");
    assertThat(stage.send(MAIL, "gone@there.test", "bob@there.test", "full@there.test"))
        .containsExactly(
            new Outcome.Refused("127.0.0.1", "550 5.1.1 gone for good"),
            new Outcome.Accepted("127.0.0.1", "250 2.0.0 taken", false),
            new Outcome.Deferred("127.0.0.1", "452 4.2.2 full"));
    assertThat(hop.mails).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whenNobodyIsTakenNothingIsSentAndTheConnectionIsOfUseStill(boolean pipelining) {
    if (!pipelining) {
      hop.extensions.remove("PIPELINING");
    }
    hop.answer("RCPT TO:<gone@there.test>", "550 5.1.1 gone");
    assertThat(stage.send(MAIL, "gone@there.test").getFirst()).isInstanceOf(Outcome.Refused.class);
    assertThat(stage.send(MAIL, "bob@there.test").getFirst()).isInstanceOf(Outcome.Accepted.class);
    assertThat(hop.connections.get()).isEqualTo(1);
    assertThat(hop.lines).contains("RSET");
    // A hop that says 354 for nobody got a mail without lines (RFC 2920 section 3.1).
    assertThat(hop.mails).hasSize(pipelining ? 2 : 1);
    assertThat(hop.mails.getFirst().octets().length).isEqualTo(pipelining ? 0 : MAIL.length());
  }

  @Test
  void aRefusalOfTheMailCountsForAll() {
    hop.answer(".", "554 5.7.1 spam");
    assertThat(stage.send(MAIL, "b@x.test", "c@x.test"))
        .containsOnly(new Outcome.Refused("127.0.0.1", "554 5.7.1 spam"));
    hop.answer(".", "451 4.3.0 later");
    assertThat(stage.send(MAIL, "b@x.test"))
        .containsExactly(new Outcome.Deferred("127.0.0.1", "451 4.3.0 later"));
    hop.answer("MAIL", "550 5.7.1 not you");
    assertThat(stage.send(MAIL, "b@x.test", "c@x.test"))
        .containsOnly(new Outcome.Refused("127.0.0.1", "550 5.7.1 not you"));
    assertThat(hop.connections.get()).isEqualTo(1);
  }

  /// Every step may fail in every way; nothing hangs, and only what was said for good is for good.
  @ParameterizedTest
  @CsvSource({
    "greeting, 554 5.3.2 go away, Unreachable",
    "greeting, 421 4.3.2 later, Unreachable",
    "greeting, (close), Unreachable",
    "greeting, (silence), Unreachable",
    "greeting, (endless), Unreachable",
    "greeting, (long), Unreachable",
    "greeting, hello there, Unreachable",
    "EHLO, 421 4.3.2 later, Unreachable",
    "EHLO, 451 4.3.0 later, Unreachable",
    "EHLO, (close), Unreachable",
    "EHLO, (silence), Unreachable",
    "EHLO, (endless), Unreachable",
    "MAIL, 451 4.3.0 later, Deferred",
    "MAIL, 550 5.7.1 no, Refused",
    "MAIL, 421 4.3.2 later, Unreachable",
    "MAIL, (close), Unreachable",
    "MAIL, (silence), Unreachable",
    "MAIL, (endless), Unreachable",
    "MAIL, 354 what, Deferred",
    "RCPT, 451 4.3.0 later, Deferred",
    "RCPT, 550 5.1.1 no, Refused",
    "RCPT, 552 too many, Deferred",
    "RCPT, 552 5.2.2 full, Refused",
    "RCPT, 421 4.3.2 later, Deferred",
    "RCPT, (close), Deferred",
    "RCPT, (silence), Deferred",
    "RCPT, (long), Deferred",
    "RCPT, garbage, Deferred",
    "DATA, 451 4.3.0 later, Deferred",
    "DATA, 554 5.5.1 no, Refused",
    "DATA, 250 what, Deferred",
    "DATA, 421 4.3.2 later, Deferred",
    "DATA, (close), Deferred",
    "DATA, (silence), Deferred",
    "., 451 4.3.0 later, Deferred",
    "., 554 5.7.1 no, Refused",
    "., 421 4.3.2 later, Deferred",
    "., (close), Deferred",
    "., (silence), Deferred",
    "., (endless), Deferred",
    "., 999 what, Deferred",
  })
  void everyStepMayFail(String step, String answer, String outcome) {
    stage.timeouts = Timeouts.all(Duration.ofMillis(400), Duration.ofSeconds(5));
    hop.answer(step, answer);
    for (boolean pipelining : List.of(true, false)) {
      if (!pipelining) {
        hop.extensions.remove("PIPELINING");
      }
      Outcome got = stage.send(MAIL, "b@x.test").getFirst();
      assertThat(got.getClass().getSimpleName()).as(got.toString()).isEqualTo(outcome);
      assertThat(got.diagnostic()).matches("[245]\\d\\d .*");
      assertThat(got.diagnostic().length()).isLessThan(10_000);
    }
  }

  @Test
  void aLostReplyIsToldAsThat() {
    hop.answer(".", "(close)");
    assertThat(stage.send(MAIL, "b@x.test").getFirst().diagnostic()).contains("reply lost");
    assertThat(hop.mails).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoTakesNoOctetsIsGivenUp(boolean chunking) {
    stage.timeouts = Timeouts.all(Duration.ofMillis(400), Duration.ofSeconds(5));
    if (chunking) {
      hop.offer("CHUNKING");
    }
    hop.deaf = true;
    String large = "a: b\r\n\r\n" + "x".repeat(70).concat("\r\n").repeat(500_000);
    hop.extensions.removeIf(each -> each.startsWith("SIZE"));
    assertThat(stage.send(large, "b@x.test").getFirst())
        .isInstanceOfSatisfying(
            Outcome.Deferred.class, late -> assertThat(late.diagnostic()).contains("timed out"));
  }

  @Test
  void eightBitMailIsAnnounced() {
    stage.send("a: b\r\n\r\n\u00e9\r\n", "b@x.test");
    assertThat(hop.said("MAIL")).containsExactly("MAIL FROM:<ann@here.test> SIZE=11 BODY=8BITMIME");
  }

  @Test
  void tooMuchForTheHopIsNotSent() {
    hop.extensions.replaceAll(each -> each.startsWith("SIZE") ? "SIZE 10" : each);
    assertThat(stage.send(MAIL, "b@x.test").getFirst())
        .isInstanceOf(Outcome.Refused.class)
        .extracting(Outcome::diagnostic)
        .asString()
        .startsWith("552 5.3.4");
    assertThat(hop.said("MAIL")).isEmpty();
  }

  @Test
  void moreRecipientsThanTheHopTakesGoInSeveralMails() {
    hop.offer("LIMITS RCPTMAX=2");
    assertThat(stage.send(MAIL, "a@x.test", "b@x.test", "c@x.test"))
        .allMatch(Outcome.Accepted.class::isInstance);
    assertThat(hop.mails).hasSize(2);
  }

  @Test
  void manyRecipientsArePipelinedInGroups() {
    String[] many = new String[1000];
    for (int i = 0; i < many.length; i++) {
      many[i] = "r" + i + "@x.test";
    }
    assertThat(stage.send(MAIL, many)).allMatch(Outcome.Accepted.class::isInstance);
    assertThat(hop.said("RCPT")).hasSize(1000);
  }

  @Test
  void anEnormousReplyIsCut() {
    String line = "550-" + "x".repeat(2000) + "\r\n";
    hop.answer("RCPT", line.repeat(99) + "550 end");
    assertThat(stage.send(MAIL, "b@x.test").getFirst().diagnostic()).hasSize(8192);
    hop.answer("RCPT", line.repeat(100) + "550 end");
    assertThat(stage.send(MAIL, "b@x.test").getFirst()).isInstanceOf(Outcome.Deferred.class);
  }

  @Test
  void aSignatureIsMadeOfWhatReallyGoesOut() {
    String[] seen = new String[1];
    stage.signer =
        (_, message) -> {
          seen[0] = new String(message.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
          return List.of("DKIM-Signature: one;\r\n b=x", "DKIM-Signature: two");
        };
    stage.send("a: b\n\nx\n.\ny", "b@x.test");
    assertThat(seen[0]).isEqualTo("a: b\r\n\r\nx\r\n.\r\ny\r\n");
    assertThat(hop.mails.getFirst().text())
        .isEqualTo("DKIM-Signature: one;\r\n b=x\r\nDKIM-Signature: two\r\n" + seen[0]);
  }
}

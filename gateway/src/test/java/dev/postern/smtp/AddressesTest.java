package dev.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Addresses in MAIL and RCPT: each has its answer, and none disturbs what was there.
class AddressesTest {
  private static Talk begun(String mail) {
    Talk talk = Talk.mx();
    talk.open();
    talk.say("EHLO c");
    assertThat(talk.say(mail)).startsWith("250 ");
    return talk;
  }

  private static String label(int octets) {
    StringBuilder domain = new StringBuilder();
    for (int left = octets; left > 0; left -= 50) {
      domain.append("d".repeat(Math.min(49, left - (left > 50 ? 1 : 0))));
      domain.append(left > 50 ? "." : "");
    }
    return domain.toString();
  }

  @ParameterizedTest
  @Tag("I-15")
  @Tag("S-14")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      textBlock =
          """
          <""@here.test>                       | 553 5.1.3
          <"@here.test>                        | 501 5.5.4
          <" "@here.test>                      | 250 2.1.5
          <"a\\"b"@here.test>                  | 250 2.1.5
          <a"b@here.test>                      | 501 5.5.4
          <@a.test:bob@here.test>              | 250 2.1.5
          <@a.test,@b.test:bob@here.test>      | 250 2.1.5
          <@a.test,@b.test>                    | 501 5.5.4
          <@a.test:>                           | 553 5.1.3
          <>                                   | 553 5.1.3
          <bob>                                | 553 5.1.3
          <@here.test>                         | 501 5.5.4
          <bob@>                               | 553 5.1.3
          <bob@@here.test>                     | 553 5.1.3
          <.bob@here.test>                     | 553 5.1.3
          <bob.@here.test>                     | 553 5.1.3
          <b..ob@here.test>                    | 553 5.1.3
          <b ob@here.test>                     | 553 5.1.3
          <bob@here..test>                     | 553 5.1.3
          <bob@-here.test>                     | 553 5.1.3
          <bob@here.test>x                     | 501 5.5.4
          <bob@here.test                       | 501 5.5.4
          bob@here.test>                       | 501 5.5.4
          <bob@[IPv6:2001:db8::1]>             | 250 2.1.5
          <bob@[192.0.2.1]>                    | 250 2.1.5
          <bob@[192.0.2.1>                     | 553 5.1.3
          <bob@[]>                             | 553 5.1.3
          <bob+tag@HERE.test>                  | 250 2.1.5
          <j\u00fcrg@here.test>                | 553 5.6.7
          <bob@b\u00fccher.test>               | 553 5.6.7
          <bob@xn--bcher-kva.test>             | 250 2.1.5
          """)
  void everyRecipientHasItsAnswer(String path, String answer) {
    Talk talk = begun("MAIL FROM:<>");
    assertThat(talk.say("RCPT TO:" + path)).as(path).startsWith(answer);
    assertThat(talk.say("RCPT TO:<bob@here.test>")).startsWith("250 ");
    assertThat(talk.say("DATA")).startsWith("354 ");
  }

  @Test
  @Tag("I-15")
  void partsThatAreTooLongAreRefused() {
    Talk talk = begun("MAIL FROM:<>");
    assertThat(talk.say("RCPT TO:<" + "x".repeat(64) + "@here.test>")).startsWith("250 ");
    assertThat(talk.say("RCPT TO:<" + "x".repeat(65) + "@here.test>")).startsWith("553 5.1.3 ");
    assertThat(talk.say("RCPT TO:<x@" + label(255) + ">")).startsWith("250 ");
    assertThat(talk.say("RCPT TO:<x@" + label(256) + ">")).startsWith("553 5.1.3 ");
    assertThat(talk.say("RCPT TO:<x@" + "d".repeat(64) + ".test>")).startsWith("553 5.1.3 ");
    assertThat(talk.say("RCPT TO:<" + "x".repeat(2100) + "@here.test>")).startsWith("500 5.5.2 ");
    assertThat(talk.say("RCPT TO:<" + "@a.test,".repeat(100) + "@b.test:bob@here.test>"))
        .startsWith("250 ");
  }

  @Test
  void aLongSenderOfALargeSenderIsNoReasonToLoseMail() {
    String report = "bounces+1234567-ab12-" + "x".repeat(80) + "=example.test@em.sender.test";
    begun("MAIL FROM:<" + report + ">");
    Talk talk = Talk.mx();
    talk.open();
    talk.say("EHLO c");
    assertThat(talk.say("MAIL FROM:<" + "x".repeat(256) + "@sender.test>"))
        .startsWith("553 5.1.7 ");
  }

  @Test
  @Tag("S-14")
  void idnsAreComparedAsALabels() {
    Talk talk = begun("MAIL FROM:<j\u00fcrg@B\u00dcCHER.test> SMTPUTF8");
    talk.say(
        "RCPT TO:<Zo\u00eb@b\u00fccher.test>",
        "RCPT TO:<Zo\u00eb@xn--bcher-kva.TEST>",
        "RCPT TO:<zo\u00eb@xn--bcher-kva.test>",
        "DATA",
        "x");
    assertThat(talk.say(".")).startsWith("250 ");
    Envelope envelope = talk.intake.envelopes.getFirst();
    assertThat(envelope.senderText()).isEqualTo("j\u00fcrg@xn--bcher-kva.test");
    assertThat(envelope.recipientTexts())
        .containsExactly("Zo\u00eb@xn--bcher-kva.test", "zo\u00eb@xn--bcher-kva.test");
    assertThat(envelope.protocol()).isEqualTo("UTF8SMTP");
  }

  @Test
  @Tag("S-13")
  void recipientsBeyondTheLimitArePutOffAndTheOthersStay() {
    Talk talk = begun("MAIL FROM:<>");
    String answers =
        talk.say(
            "RCPT TO:<a@here.test>",
            "RCPT TO:<b@here.test>",
            "RCPT TO:<c@here.test>",
            "RCPT TO:<d@here.test>",
            "RCPT TO:<e@here.test>",
            "DATA",
            "x",
            ".");
    assertThat(answers.lines().map(line -> line.substring(0, 9)))
        .containsExactly(
            "250 2.1.5",
            "250 2.1.5",
            "250 2.1.5",
            "452 4.5.3",
            "452 4.5.3",
            "354 end w",
            "250 2.0.0");
    assertThat(talk.intake.envelopes.getFirst().recipients()).hasSize(3);
  }

  @Test
  @Tag("I-16")
  void brokenUtf8IsRefusedWhereverItStands() {
    for (String whole : List.of("\u00fc", "\u20ac", "\ud83d\ude00")) {
      byte[] bytes = whole.getBytes(StandardCharsets.UTF_8);
      for (int cut = 1; cut < bytes.length; cut++) {
        for (String command :
            List.of(
                "MAIL FROM:<%s@here.test> SMTPUTF8",
                "RCPT TO:<%s@here.test>",
                "RCPT TO:<bob@%s.test>",
                "RCPT TO:<bob@here.test> ORCPT=utf-8;%s",
                "EHLO %s",
                "AUTH PLAIN %s",
                "%s")) {
          Talk talk = Talk.signedIn();
          talk.say("MAIL FROM:<ann@here.test> SMTPUTF8");
          List<byte[]> parts = new ArrayList<>();
          String[] around = (command + "\r\n").split("%s", 2);
          parts.add(around[0].getBytes(StandardCharsets.US_ASCII));
          parts.add(Arrays.copyOf(bytes, cut));
          parts.add(around[1].getBytes(StandardCharsets.US_ASCII));
          parts.forEach(part -> talk.connection.channel.writeInbound(Unpooled.copiedBuffer(part)));
          talk.connection.channel.runPendingTasks();
          assertThat(talk.heard()).as(command).startsWith("500 5.5.2 not UTF-8 text");
          assertThat(talk.say("RCPT TO:<bob@here.test>")).startsWith("250 2.1.5 ");
        }
      }
    }
  }
}

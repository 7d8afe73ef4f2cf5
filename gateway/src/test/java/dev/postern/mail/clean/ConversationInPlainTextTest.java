package dev.postern.mail.clean;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.mail.BodyText;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConversationInPlainTextTest {
  private static String clean(String subject, String text) {
    BodyText body = new BodyText(Optional.empty(), Optional.of(text));
    return Conversation.of(subject, body, CleanOptions.TEXT);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void leavesWhatThePersonTyped(String kind, String text, String expected) {
    assertThat(clean("Re: Boats", text)).isEqualTo(expected);
    assertThat(clean("Re: Boats", text.replace("\n", "\r\n"))).isEqualTo(expected);
  }

  static Stream<Arguments> leavesWhatThePersonTyped() {
    return Stream.of(
        Arguments.of(
            "an answer above",
            "Four, please.\n\n"
                + "On Tue, 3 Mar 2026 at 10:12, Ada <ada@example.org> wrote:\n\n"
                + "> How\n"
                + "> many?\n",
            "Four, please."),
        Arguments.of(
            "an attribution over three lines",
            "Four.\n\n"
                + "On Tue, 3 Mar 2026 at 10:12, Ada Byron\n"
                + "of the harbour office <ada@example.org>\n"
                + "wrote:\n"
                + "> How many?\n",
            "Four."),
        Arguments.of(
            "answers between the quotes",
            "Ada wrote:\n> Length?\nNine metres.\n\n> Width?\nThree.\n",
            "Nine metres.\n\nThree."),
        Arguments.of(
            "Outlook",
            "White ones.\n\n"
                + "________________________________\n"
                + "From: Ada <ada@example.org>\n"
                + "Sent: Tuesday\n"
                + "To: Bert\n"
                + "Subject: Boats\n\n"
                + "Which?\n",
            "White ones."),
        Arguments.of(
            "Outlook of old",
            "Yes.\n\n-----Original Message-----\nFrom: Ada\nTo: Bert\n\nOr no?\n",
            "Yes."),
        Arguments.of(
            "Outlook in German",
            "Weiß.\n\nVon: Ada\nGesendet: Dienstag\nAn: Bert\nBetreff: Boote\n\nWelche Farbe?\n",
            "Weiß."),
        Arguments.of("a signature", "Tied up.\n\n-- \nBert\nHarbour office\n", "Tied up."),
        Arguments.of("a phone", "On my way\n\nSent from my iPhone\n", "On my way"),
        Arguments.of("a phone in French", "J'arrive\n\nEnvoyé de mon iPhone\n", "J'arrive"),
        Arguments.of(
            "a closing", "It is done.\n\nBest regards,\nBert\nHead of boats\n", "It is done."),
        Arguments.of("a closing on one line", "It is done.\n\nCheers, Bert\n", "It is done."),
        Arguments.of("a closing that is none", "Thanks, Monday works\n", "Thanks, Monday works"),
        Arguments.of("nothing but thanks", "Thank you!\nBert\n", "Thank you!\nBert"),
        Arguments.of(
            "thanks in between",
            "Thanks.\n\nThe boat is yours, and the oars as well.\n",
            "Thanks.\n\nThe boat is yours, and the oars as well."),
        Arguments.of(
            "nothing but a quote",
            "On 3 Mar 2026, Ada wrote:\n> How many?\n",
            "On 3 Mar 2026, Ada wrote:\n> How many?"),
        Arguments.of("a lone sign", "Depth\n> 3 metres\nis fine\n", "Depth\n> 3 metres\nis fine"),
        Arguments.of("many blank lines", "\n\na\n\n\n\nb\n\n", "a\n\nb"),
        Arguments.of(
            "a mail passed on",
            "See below.\n"
                + "-- \n"
                + "Bert\n\n"
                + "---------- Forwarded message ----------\n"
                + "From: Ada\n"
                + "To: Bert\n"
                + "Subject: Boats\n\n"
                + "Hello\n\n"
                + "-- \n"
                + "Ada\n",
            "See below.\n\n"
                + "---------- Forwarded message ----------\n"
                + "From: Ada\n"
                + "To: Bert\n"
                + "Subject: Boats\n\n"
                + "Hello\n\n"
                + "--\n"
                + "Ada"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "On 3 Mar 2026 at 10:12 Ada <a@example.org> wrote:",
        "Am 03.03.26 um 10:12 schrieb Ada Byron:",
        "Le mar. 3 mars 2026 à 10:12, Ada <a@example.org> a écrit :",
        "El mar, 3 mar 2026 a las 10:12, Ada (<a@example.org>) escribió:",
        "Em ter., 3 de mar. de 2026 às 10:12, Ada <a@example.org> escreveu:",
        "Il giorno mar 3 mar 2026 alle ore 10:12 Ada <a@example.org> ha scritto:",
        "Op di 3 mrt 2026 om 10:12 schreef Ada <a@example.org>:",
        "Den tis 3 mars 2026 kl 10:12 skrev Ada <a@example.org>:",
        "W dniu 3.03.2026 o 10:12, Ada pisze, napisał(a):",
        "3 мар. 2026 г., в 10:12, Ada <a@example.org> написал(а):",
        "Ada <a@example.org> 于2026年3月3日周二 10:12写道：",
      })
  void knowsAttributionsOfManyLanguages(String attribution) {
    assertThat(clean("", "Four.\n\n" + attribution + "\n\n> How many?\n> Soon?\n"))
        .isEqualTo("Four.");
  }

  @Test
  void takesTheHistoryOfAMailPassedOnForContent() {
    String text = "FYI\n\nFrom: Ada\nSent: Tuesday\nTo: Bert\nSubject: Boats\n\nHello\n";

    assertThat(clean("FW: Boats", text))
        .isEqualTo("FYI\n\nFrom: Ada\nSent: Tuesday\nTo: Bert\nSubject: Boats\n\nHello");
    assertThat(clean("Re: FW: Boats", text)).isEqualTo("FYI");
  }

  @Test
  void prefersHtmlUnlessItHoldsNoWords() {
    BodyText both = new BodyText(Optional.of("<p>html</p>"), Optional.of("plain"));
    BodyText images =
        new BodyText(Optional.of("<img src='https://example.org/a.png'>"), Optional.of("plain"));
    BodyText neither = new BodyText(Optional.empty(), Optional.empty());

    assertThat(Conversation.of("", both, CleanOptions.TEXT)).isEqualTo("html");
    assertThat(Conversation.of("", images, CleanOptions.TEXT)).isEqualTo("plain");
    assertThat(Conversation.of("", neither, CleanOptions.TEXT)).isEmpty();
  }
}

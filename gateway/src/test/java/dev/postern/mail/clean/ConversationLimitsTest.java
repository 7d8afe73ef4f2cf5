package dev.postern.mail.clean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.postern.mail.BodyText;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Mail that is made to hurt costs no more than a large mail.
class ConversationLimitsTest {
  private static final int TIMES = 200_000;
  private static final Duration LONG = Duration.ofSeconds(10);

  private static String clean(String html, CleanOptions options) {
    return Conversation.of("", new BodyText(Optional.of(html), Optional.empty()), options);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void boundsTimeAndLength(String kind, String html) {
    Assertions.assertTimeoutPreemptively(
        LONG,
        () -> {
          assertThat(clean(html, CleanOptions.TEXT).length()).isLessThan(4 << 20);
          assertThat(clean(html, CleanOptions.MARKDOWN).length()).isLessThan(8 << 20);
        });
  }

  static Stream<Arguments> boundsTimeAndLength() {
    return Stream.of(
        Arguments.of("deep", "<div>".repeat(TIMES) + "x"),
        Arguments.of("deep tables", "<table><tr><td>".repeat(TIMES) + "x"),
        Arguments.of("deep quotes", "<blockquote class=gmail_quote>".repeat(TIMES) + "x"),
        Arguments.of("deep lists", "<ul><li>x".repeat(TIMES)),
        Arguments.of("header boxes", "<div style='border-top:solid;padding:3.0pt'>".repeat(TIMES)),
        Arguments.of("emphasis that never ends", "<b><i><u><font><p>x".repeat(TIMES)),
        Arguments.of(
            "links around lines",
            "<a href=https://e.example/" + "a".repeat(1900) + ">" + "x<br>".repeat(TIMES)),
        Arguments.of("breaks", "x<br>".repeat(TIMES)),
        Arguments.of("rows", "<table>" + "<tr><td>a<td>b".repeat(TIMES)),
        Arguments.of("cells", "<table><tr>" + "<td>a".repeat(TIMES)),
        Arguments.of("items", "<ol>" + "<li>a".repeat(TIMES)),
        Arguments.of("unclosed tag", "<a href='".repeat(TIMES)),
        Arguments.of("unclosed comment", "<!--".repeat(TIMES)),
        Arguments.of("brackets", "<".repeat(TIMES * 5)),
        Arguments.of("references", "&lt;&amp;".repeat(TIMES)),
        Arguments.of("attributions", "On 3 wrote:<br>".repeat(TIMES)),
        Arguments.of("labels", "From: x<br>To: y<br>".repeat(TIMES)),
        Arguments.of("quotes", "&gt; x<br>".repeat(TIMES)),
        Arguments.of("closings", "x<br>Regards<br>".repeat(TIMES)),
        Arguments.of("one line", "Sent from my ".repeat(TIMES)),
        Arguments.of("spaces", " \u00a0".repeat(TIMES * 2)),
        Arguments.of("hashes", "#".repeat(TIMES * 5)));
  }

  @Test
  void readsAPlainTextOfAnyLength() {
    BodyText body = new BodyText(Optional.empty(), Optional.of("😀".repeat(1 << 20)));

    String text =
        Assertions.assertTimeoutPreemptively(
            LONG, () -> Conversation.of("", body, CleanOptions.TEXT));

    assertThat(text).hasSize(Conversation.MAX_CHARACTERS);
  }

  @Test
  void survivesAnyMixtureOfTags() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    String[] pieces = {
      "<b>",
      "</b>",
      "<a href='https://e.example'>",
      "</a>",
      "<table>",
      "</table>",
      "<tr>",
      "<td>",
      "</td>",
      "<ul>",
      "<li>",
      "</ul>",
      "<br>",
      "<pre>",
      "</pre>",
      "<code>",
      "<h1>",
      "</h1>",
      "<hr>",
      "<blockquote type=cite>",
      "</blockquote>",
      "<div id=Signature>",
      "</div>",
      "text ",
      "&gt; q",
      "On 3 May Ada wrote:",
      "<div class=gmail_quote>",
      "Fwd: x",
      "-- ",
      "\n",
      "<img src=cid:x>",
      "<p style='display:none'>",
      "</p>",
      "\ud83d",
      "<th>",
      "|",
      "*",
      "---------- Forwarded message"
    };
    for (int round = 0; round < 1000; round++) {
      StringBuilder html = new StringBuilder();
      for (int i = random.nextInt(40); i >= 0; i--) {
        html.append(pieces[random.nextInt(pieces.length)]);
      }
      CleanOptions options =
          new CleanOptions(
              random.nextBoolean(),
              random.nextBoolean(),
              random.nextBoolean(),
              random.nextBoolean(),
              random.nextBoolean(),
              random.nextBoolean());
      assertThatCode(() -> clean(html.toString(), options))
          .as("seed %d, %s, %s", seed, html, options)
          .doesNotThrowAnyException();
    }
  }
}

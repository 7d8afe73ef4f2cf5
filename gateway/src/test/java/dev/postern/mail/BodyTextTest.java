package dev.postern.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BodyTextTest {
  private static final String PLAIN = "--b\nContent-Type: text/plain\n\nplain\n";
  private static final String HTML = "--b\nContent-Type: text/html\n\n<b>html</b>\n";
  private static final String ICS =
      "--b\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\n";

  private static MemorySegment multipart(String subtype, String... parts) {
    String head = "Content-Type: multipart/" + subtype + "; boundary=b\n\n";
    return Messages.of(head + String.join("", parts) + "--b--\n");
  }

  private static BodyText body(MemorySegment message) {
    return BodyText.of(message, MessageReader.read(message).parts());
  }

  private static List<Attachment> attached(MemorySegment message) {
    return Attachments.of(MessageReader.read(message));
  }

  private static List<String> names(MemorySegment message) {
    return attached(message).stream().map(Attachment::filename).toList();
  }

  @Test
  void htmlIsShownAndPlainTextIsItsOtherForm() {
    MemorySegment message = multipart("alternative", PLAIN, HTML);
    assertThat(body(message))
        .isEqualTo(new BodyText(Optional.of("<b>html</b>"), Optional.of("plain")));
    assertThat(body(message).shown()).isEqualTo("<b>html</b>");
    assertThat(attached(message)).isEmpty();
    assertThat(MessageReader.read(message).snippet()).isEqualTo("plain");
  }

  @Test
  void htmlBehindPlainTextIsAFooterAndAttached() {
    MemorySegment message = multipart("mixed", PLAIN, HTML);
    assertThat(body(message).shown()).isEqualTo("plain");
    assertThat(names(message)).containsExactly("part-2");
  }

  @Test
  void invitationsAreAttachedWhereverTheyStand() {
    MemorySegment message = multipart("alternative", PLAIN, HTML, ICS);
    assertThat(names(message)).containsExactly("part-3.ics");
    assertThat(MessageReader.read(message).hasAttachment()).isTrue();
  }

  @Test
  void attachedTextIsNoBody() {
    String file = "--b\nContent-Disposition: attachment; filename=../a/b.txt\n\nx\n";
    MemorySegment message = multipart("mixed", file, HTML);
    assertThat(body(message).shown()).isEqualTo("<b>html</b>");
    assertThat(names(message)).containsExactly("b.txt");
    assertThat(MessageReader.read(message).snippet()).isEqualTo("html");
  }

  @Test
  void attachedMessagesAreOnePieceAndTheirTextIsNoBody() {
    String inner = "--b\nContent-Type: message/rfc822\n\nSubject: x\n\ninner\n";
    MemorySegment message = multipart("mixed", inner);
    assertThat(body(message).shown()).isEmpty();
    assertThat(names(message)).containsExactly("part-1.eml");
  }

  @Test
  void imagesWithAnIdAreInlineWhereTheBodyShowsThem() {
    String image = "--b\nContent-Type: image/png\nContent-ID: <i>\n\nx\n";
    assertThat(attached(multipart("related", HTML, image)))
        .extracting(Attachment::inline)
        .containsExactly(true);
    MemorySegment mixed = multipart("mixed", HTML, image);
    assertThat(attached(mixed)).extracting(Attachment::inline).containsExactly(false);
    assertThat(Attachments.find(MessageReader.read(mixed).parts(), "p2")).isPresent();
    assertThat(Attachments.find(MessageReader.read(mixed).parts(), "p1")).isEmpty();
  }

  @Test
  @Tag("I-57")
  void aSnippetHasAHundredCharactersOfTheFirst64Kilobytes() {
    String words = "a\u00e9 ".repeat(100_000);
    String text = "Content-Type: text/html\n\n<style>x{}</style><p>" + words;
    MemorySegment message = MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
    assertThat(MessageReader.read(message).snippet()).isEqualTo(words.substring(0, 100).strip());
  }

  @Test
  void aCutBodyKeepsItsCharset() {
    String text = "\n" + "x".repeat(BodyText.MAX_OCTETS - 1) + "\u20ac tail";
    String shown = body(MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8))).shown();
    assertThat(shown).hasSize(BodyText.MAX_OCTETS - 1).endsWith("x");
  }
}

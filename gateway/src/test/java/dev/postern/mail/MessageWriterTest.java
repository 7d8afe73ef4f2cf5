package dev.postern.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.fault.GatewayException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageWriterTest {
  private static final Mailbox ANN = new Mailbox("Ann", "ann@example.org");

  /// Every place where a caller's text goes into a header, by the name that a refusal must carry.
  private static final Map<String, Function<String, Outgoing>> PLACES =
      Map.ofEntries(
          Map.entry("from.name", x -> mail(new Mailbox(x, "a@b"), "s", null, List.of())),
          Map.entry("from.email", x -> mail(new Mailbox("", x + "a@b"), "s", null, List.of())),
          Map.entry("subject", x -> mail(ANN, x, null, List.of())),
          Map.entry("in_reply_to", x -> mail(ANN, "s", x, List.of())),
          Map.entry("X-A", x -> custom("X-A", x)),
          Map.entry("custom_headers", x -> custom("X-A" + x, "v")),
          Map.entry("filename", x -> file(x, "a/b", null, null)),
          Map.entry("content_type", x -> file("f", "a/b" + x, null, null)),
          Map.entry("content_id", x -> file("f", "a/b", "c" + x, null)),
          Map.entry("content_disposition", x -> file("f", "a/b", null, "inline" + x)));

  private static Outgoing mail(
      Mailbox from, String subject, @Nullable String inReplyTo, List<Outgoing.Attached> files) {
    return new Outgoing(
        from,
        List.of(
            new Mailbox("Bo, Jr. \"B\"", "bo@example.org"), new Mailbox("Jürgen", "j@x.example")),
        List.of(new Mailbox("", "cc@example.org")),
        List.of(new Mailbox("", "bcc@example.org")),
        List.of(),
        subject,
        "<p>Grüße,</p><p>see <img src=\"cid:logo\"> <a href=\"https://example.org/\">here</a></p>",
        false,
        files,
        inReplyTo,
        inReplyTo == null ? List.of() : List.of("r1@x", inReplyTo),
        List.of(new Outgoing.CustomHeader("X-Tag", "älter")),
        "m1@example.org",
        Instant.parse("2026-03-01T05:06:07Z"));
  }

  private static Outgoing custom(String name, String value) {
    Outgoing base = mail(ANN, "s", null, List.of());
    return new Outgoing(
        base.from(),
        base.to(),
        base.cc(),
        base.bcc(),
        base.replyTo(),
        base.subject(),
        "text\n.\nend",
        true,
        List.of(),
        null,
        List.of(),
        List.of(new Outgoing.CustomHeader(name, value)),
        base.messageId(),
        base.date());
  }

  private static Outgoing file(
      String name, String type, @Nullable String contentId, @Nullable String disposition) {
    byte[] content = "content".getBytes(StandardCharsets.UTF_8);
    return mail(
        ANN,
        "s",
        null,
        List.of(
            new Outgoing.Attached(
                name, type, contentId, disposition, MemorySegment.ofArray(content))));
  }

  private static Digest read(Outgoing mail) {
    byte[] bytes = MessageWriter.write(mail);
    String text = Messages.text(bytes);
    assertThat(text.replace("\r\n", "")).doesNotContain("\r").doesNotContain("\n");
    assertThat(text.lines()).allMatch(line -> line.length() <= 998);
    return HostileMessagesTest.readAll(MemorySegment.ofArray(bytes), text);
  }

  @Test
  void whatIsWrittenIsReadBack() {
    Outgoing mail = mail(ANN, "Grüße ".repeat(40) + "=?x?=", "q@x", List.of());
    Digest digest = read(mail);
    assertThat(digest.subject()).isEqualTo(mail.subject());
    assertThat(digest.from()).containsExactly(ANN);
    assertThat(digest.to()).isEqualTo(mail.to());
    assertThat(digest.cc()).isEqualTo(mail.cc());
    assertThat(digest.bcc()).isEqualTo(mail.bcc());
    assertThat(digest.messageId()).isEqualTo("m1@example.org");
    assertThat(digest.inReplyTo()).containsExactly("q@x");
    assertThat(digest.references()).containsExactly("r1@x", "q@x");
    assertThat(digest.date()).isEqualTo(mail.date());
    assertThat(digest.snippet()).isEqualTo("Grüße, see here <https://example.org/>");
  }

  @Test
  void htmlHasAPlainFormAndImagesAreRelatedToIt() {
    byte[] image = {1, 2, 3};
    List<Outgoing.Attached> files =
        List.of(
            new Outgoing.Attached(
                "logo.png", "image/png", "<logo>", null, MemorySegment.ofArray(image)),
            new Outgoing.Attached(
                "größe.pdf", "application/pdf", null, null, MemorySegment.ofArray(image)),
            new Outgoing.Attached(
                "i.ics",
                "text/calendar; method=REQUEST",
                null,
                null,
                MemorySegment.ofArray(image)));
    MemorySegment message = MemorySegment.ofArray(MessageWriter.write(mail(ANN, "s", null, files)));
    Digest digest = MessageReader.read(message);
    assertThat(digest.parts())
        .extracting(Part::subtype)
        .containsExactly(
            "mixed", "alternative", "plain", "related", "html", "png", "pdf", "calendar");
    List<Attachment> attachments = Attachments.of(digest);
    assertThat(attachments)
        .extracting(Attachment::filename)
        .containsExactly("logo.png", "größe.pdf", "i.ics");
    assertThat(attachments).extracting(Attachment::inline).containsExactly(true, false, false);
    assertThat(attachments.getFirst().contentId()).isEqualTo("logo");
    assertThat(attachments.getLast().contentType()).startsWith("text/calendar").contains("REQUEST");
    assertThat(attachments.getLast().disposition()).isEqualTo("attachment; filename=\"i.ics\"");
    assertThat(PartDecoder.head(message, attachments.get(1).part(), 9)).isEqualTo(image);
    assertThat(BodyText.of(message, digest.parts()).shown()).startsWith("<p>Grüße,</p>");
  }

  @Test
  void plainTextHasNoOtherForm() {
    byte[] bytes = MessageWriter.write(custom("X-A", "v"));
    Digest digest = MessageReader.read(MemorySegment.ofArray(bytes));
    assertThat(digest.parts()).hasSize(1);
    assertThat(digest.parts().getFirst().subtype()).isEqualTo("plain");
    assertThat(Messages.text(bytes))
        .endsWith("\r\n\r\ntext\r\n.\r\nend")
        .contains("\r\nX-A: v\r\n");
  }

  @Test
  void nothingOfThisMachineIsWritten() {
    String text = Messages.text(MessageWriter.write(mail(ANN, "s", null, List.of())));
    Stream.of("user.name", "user.home", "java.version", "os.name")
        .map(System::getProperty)
        .filter(value -> value.length() > 4)
        .forEach(value -> assertThat(text).doesNotContain(value));
    List<String> names =
        HeaderBlock.of(Messages.raw(text), 0, text.length()).fields().stream()
            .map(HeaderField::name)
            .collect(Collectors.toList());
    assertThat(names)
        .containsExactlyInAnyOrder(
            "Date",
            "From",
            "To",
            "Cc",
            "Bcc",
            "Message-ID",
            "Subject",
            "MIME-Version",
            "Content-Type",
            "X-Tag");
  }

  static Stream<Arguments> places() {
    return PLACES.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(place -> Arguments.of(place.getKey(), place.getValue()));
  }

  @Tag("I-14")
  @ParameterizedTest
  @MethodSource("places")
  void noFieldCanAddAHeaderLine(String place, Function<String, Outgoing> with) {
    for (String evil :
        List.of("\r\nBcc: x@y", "\nBcc: x@y", "\rBcc: x@y", "\0", "\u0085", "\u2028x")) {
      Outgoing mail = with.apply(evil);
      assertThatThrownBy(() -> MessageWriter.write(mail))
          .as(place)
          .isInstanceOf(GatewayException.class)
          .hasMessageContaining(place);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "From",
        "to",
        "CC",
        "Bcc",
        "Date",
        "Message-ID",
        "MIME-Version",
        "Content-Type",
        "content-x",
        "Received",
        "Return-Path",
        "DKIM-Signature",
        "Subject",
        "In-Reply-To",
        "References",
        "Sender",
        "Reply-To",
        "",
        "a b",
        "a:b",
        "ü",
        "Resent-From",
        "ARC-Seal"
      })
  void structuralFieldsCannotBeSet(String name) {
    assertThatThrownBy(() -> MessageWriter.write(custom(name, "v")))
        .isInstanceOf(GatewayException.class)
        .hasMessageContaining("custom_headers");
  }

  @Test
  void anyPrintableTextComesBackFromEveryPlace() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      String text =
          random
              .ints(random.nextInt(400) + 1, 0, 40)
              .mapToObj(i ->
                  i < 30
                      ? String.valueOf((char) (' ' + random.nextInt(95)))
                      : "ü€😀 =?".substring(0, 2))
              .collect(Collectors.joining())
              .strip();
      Outgoing mail = mail(new Mailbox(text, "a@b"), text, null, List.of());
      Digest digest = read(mail);
      assertThat(digest.subject()).as("seed " + seed).isEqualTo(text);
      assertThat(digest.from()).as("seed " + seed).containsExactly(new Mailbox(text, "a@b"));
      Digest named = read(file(text, "a/b", null, null));
      assertThat(named.parts().getLast().filename()).as("seed " + seed).isEqualTo(text);
    }
  }
}

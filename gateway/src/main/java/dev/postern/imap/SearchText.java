package dev.postern.imap;

import dev.postern.mail.Charsets;
import dev.postern.mail.HeaderBlock;
import dev.postern.mail.HeaderField;
import dev.postern.mail.Part;
import dev.postern.mail.PartDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Locale;

/// Conditions on text: substrings, without case, of what the message says when it is decoded (C-89,
/// C-90).
final class SearchText {
  /// Octets of a body that are decoded at a time.
  private static final int WINDOW = 256 << 10;

  private final String needle;
  private final int overlap;

  private SearchText(String text) {
    this.needle = fold(text);
    this.overlap = Math.min(text.length() * 4 + 16, WINDOW / 2);
  }

  /// A field contains `text`; every present field contains the empty text.
  ///
  /// @param field upper case
  static Condition header(String field, String text) {
    SearchText search = new SearchText(text);
    Condition exact = new Condition.ByMessage(2, message -> search.inField(message, field));
    if (text.isEmpty()) {
      return exact;
    }
    return switch (field) {
      case "SUBJECT" -> search.inEnvelope(Envelope.Element.SUBJECT, exact);
      case "FROM" -> search.inEnvelope(Envelope.Element.FROM, exact);
      case "TO" -> search.inEnvelope(Envelope.Element.TO, exact);
      case "CC" -> search.inEnvelope(Envelope.Element.CC, exact);
      case "BCC" -> search.inEnvelope(Envelope.Element.BCC, exact);
      case "MESSAGE-ID" -> search.inEnvelope(Envelope.Element.MESSAGE_ID, exact);
      case "IN-REPLY-TO" -> search.inEnvelope(Envelope.Element.IN_REPLY_TO, exact);
      default -> exact;
    };
  }

  /// The envelope has the field; a field that is there and says nothing to it is read itself.
  private Condition inEnvelope(Envelope.Element element, Condition exact) {
    return new Condition.ByMessage(
        1,
        message ->
            Envelope.text(message.wire().envelope(), element)
                .map(this::in)
                .orElseGet(() -> exact.full(message)));
  }

  static Condition body(String text) {
    SearchText search = new SearchText(text);
    return new Condition.ByMessage(Condition.BODY, search::inBody);
  }

  static Condition text(String text) {
    SearchText search = new SearchText(text);
    return new Condition.ByMessage(
        Condition.BODY, message -> search.inHeader(message) || search.inBody(message));
  }

  private boolean in(String text) {
    return fold(text).contains(needle);
  }

  private static String fold(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private boolean inField(SearchedMessage message, String name) {
    return message
        .bytes()
        .map(bytes -> {
          for (HeaderField field : HeaderBlock.of(bytes, 0, bytes.byteSize()).all(name)) {
            if (in(field.decoded())) {
              return true;
            }
          }
          return false;
        })
        .orElse(false);
  }

  private boolean inHeader(SearchedMessage message) {
    return message.bytes().map(bytes -> inHeader(bytes, 0, bytes.byteSize())).orElse(false);
  }

  private boolean inHeader(MemorySegment bytes, long start, long end) {
    for (HeaderField field : HeaderBlock.of(bytes, start, end).fields()) {
      if (in(field.name() + ": " + field.decoded())) {
        return true;
      }
    }
    return false;
  }

  /// Text parts, decoded, and the headers of all parts but the message's own.
  private boolean inBody(SearchedMessage message) {
    return message
        .bytes()
        .map(bytes -> {
          for (Part part : message.parts()) {
            boolean hit =
                (part.index() > 0 && inHeader(bytes, part.headerStart(), part.bodyStart()))
                    || (part.type().equals("text") && inContent(bytes, part));
            if (hit) {
              return true;
            }
          }
          return false;
        })
        .orElse(false);
  }

  /// Looks through a part window by window; neighbours share enough that nothing is missed between
  /// them.
  private boolean inContent(MemorySegment bytes, Part part) {
    String charset = part.parameters().getOrDefault("charset", "");
    int size = (int) Math.min(WINDOW, part.size() + overlap);
    byte[] window = new byte[size];
    int kept = 0;
    try (InputStream content = PartDecoder.open(bytes, part)) {
      while (true) {
        int read = content.readNBytes(window, kept, size - kept);
        int length = kept + read;
        if (in(Charsets.decode(Arrays.copyOf(window, length), charset))) {
          return true;
        }
        if (length < size) {
          return false;
        }
        kept = overlap;
        System.arraycopy(window, length - kept, window, 0, kept);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

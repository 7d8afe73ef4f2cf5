package dev.postern.mail;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// What searches look into, in the form of [TextFold]: the same text for an index and for a reader
/// of the message itself (RFC 9051 section 6.4.4).
public final class SearchText {
  /// Stands before each piece: a header field, a part. No folded text has it, so nothing is found
  /// across two pieces.
  public static final char PIECE = '\u0001';

  /// Octets of a part that are decoded at a time.
  static final int WINDOW = 1 << 20;

  private SearchText() {}

  /// Returns the lines `name: value` of a header, decoded and folded, each behind a [#PIECE].
  public static String header(MemorySegment message, long start, long end) {
    StringBuilder out = new StringBuilder();
    for (HeaderField field : HeaderBlock.of(message, start, end).fields()) {
      out.append(PIECE).append(TextFold.of(field.name())).append(": ").append(value(field));
    }
    return out.toString();
  }

  /// Returns the values of the fields of one name, each behind a [#PIECE]; empty if there is none.
  ///
  /// @param name in any case
  public static Optional<String> field(MemorySegment message, String name) {
    List<HeaderField> fields = HeaderBlock.of(message, 0, message.byteSize()).all(name);
    return fields.isEmpty() ? Optional.empty() : Optional.of(values(fields));
  }

  private static String values(List<HeaderField> fields) {
    StringBuilder out = new StringBuilder();
    for (HeaderField field : fields) {
      out.append(PIECE).append(value(field));
    }
    return out.toString();
  }

  /// Returns from what [#header] returned what [#field] returns.
  public static Optional<String> field(String header, String name) {
    String start = PIECE + TextFold.of(name) + ": ";
    StringBuilder out = new StringBuilder();
    for (int at = header.indexOf(start); at >= 0; at = header.indexOf(start, at + 1)) {
      int end = header.indexOf(PIECE, at + 1);
      String value = header.substring(at + start.length(), end < 0 ? header.length() : end);
      out.append(PIECE).append(value);
    }
    return out.isEmpty() ? Optional.empty() : Optional.of(out.toString());
  }

  private static String value(HeaderField field) {
    String value = TextFold.of(field.decoded());
    boolean extended = field.unfoldedRaw().contains("*=");
    return extended && isStructured(field)
        ? value
            + ' '
            + TextFold.of(
                String.join(" ", StructuredField.parse(field.unfoldedRaw()).decoded().values()))
        : value;
  }

  private static boolean isStructured(HeaderField field) {
    return field.is("Content-Type") || field.is("Content-Disposition");
  }

  /// Visits the text of the body piece by piece until `found` says true: every text part, decoded
  /// and HTML as it reads, and the headers of parts.
  ///
  /// A part of more than a mebibyte comes in windows. Takes bounded memory.
  ///
  /// @param overlap characters that neighbouring windows share at least
  /// @return whether `found` said true
  public static boolean body(
      MemorySegment message, List<Part> parts, int overlap, Predicate<String> found) {
    for (Part part : parts) {
      boolean stop =
          (part.index() > 0 && found.test(header(message, part.headerStart(), part.bodyStart())))
              || (isText(part) && content(message, part, 4 * overlap + 16, found));
      if (stop) {
        return true;
      }
    }
    return false;
  }

  /// Returns the beginning of the text that [#body] visits, each piece behind a [#PIECE].
  ///
  /// @param limit characters
  public static Beginning beginning(MemorySegment message, List<Part> parts, int limit) {
    StringBuilder out = new StringBuilder();
    List<String> rest = new ArrayList<>();
    body(
        message,
        parts,
        0,
        text -> {
          boolean fits = out.length() + text.length() < limit;
          if (fits) {
            out.append(PIECE).append(text);
          } else {
            out.append(PIECE).append(text, 0, Math.max(0, limit - out.length()));
            rest.add("");
          }
          return !fits;
        });
    boolean windows = parts.stream().anyMatch(part -> isText(part) && part.size() >= WINDOW);
    return new Beginning(out.toString(), rest.isEmpty() && !windows);
  }

  /// Returns the beginning of the body as it is shown: its plain form, else the words of its HTML.
  /// Not folded.
  ///
  /// @param limit octets
  public static String shown(MemorySegment message, List<Part> parts, int limit) {
    BodyParts chosen = BodyParts.of(parts);
    Part plain = chosen.plain();
    Part html = chosen.html();
    if (plain != null) {
      return BodyText.decode(message, plain, limit);
    }
    return html == null ? "" : HtmlContent.text(BodyText.decode(message, html, limit));
  }

  /// The beginning of a body's text.
  ///
  /// @param isWhole whether nothing was left out
  public record Beginning(String text, boolean isWhole) {}

  private static boolean isText(Part part) {
    return part.type().equals("text")
        || (part.type().equals("message") && !BodyParts.isMessage(part));
  }

  /// A window ends at a line's end if it can: no character, and no tag that matters, is torn.
  private static boolean content(
      MemorySegment message, Part part, int overlap, Predicate<String> found) {
    int kept = 0;
    byte[] window = new byte[(int) Math.min(WINDOW, part.size() + 1)];
    int shared = Math.min(overlap, WINDOW / 4);
    try (InputStream content = PartDecoder.open(message, part)) {
      while (true) {
        int length = kept + content.readNBytes(window, kept, window.length - kept);
        boolean last = length < window.length;
        int end = last ? length : lineEnd(window, length - shared, length);
        if (found.test(decode(part, ByteBuffer.wrap(window, 0, end)))) {
          return true;
        }
        if (last) {
          return false;
        }
        int from = lineEnd(window, Math.max(1, end - 2 * shared - 16), end - shared);
        kept = length - from;
        System.arraycopy(window, from, window, 0, kept);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Returns the place behind the last LF from `from` to `to`; without one a place that is no octet
  /// of a longer UTF-8 or UTF-16 character.
  private static int lineEnd(byte[] octets, int from, int to) {
    for (int i = to; i > from; i--) {
      if (octets[i - 1] == '\n') {
        return i;
      }
    }
    int at = Math.min(to, octets.length - 1) & ~3;
    while (at > from && (octets[at] & 0xc0) == 0x80) {
      at -= 4;
    }
    return Math.max(at, 1);
  }

  private static String decode(Part part, ByteBuffer octets) {
    String text = Charsets.decode(octets, part.parameters().getOrDefault("charset", ""));
    return TextFold.of(part.subtype().equals("html") ? HtmlContent.text(text) : text);
  }
}

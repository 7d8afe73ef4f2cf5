package dev.postern.imap;

import dev.postern.imap.wire.FetchItem;
import dev.postern.imap.wire.ResponseWriter;
import dev.postern.imap.wire.Section;
import dev.postern.mail.Part;
import dev.postern.mailbox.Content;
import java.nio.ByteBuffer;
import java.util.List;

/// Writes `BODY[…]` and its older spellings (RFC 9051 section 6.4.5.1), straight from the stored
/// bytes into the outgoing buffers. NUL goes out as 0x80, so that the length stays.
final class BodyWriter {
  /// The longest header that fields are picked from, in octets.
  private static final int MAX_HEADER = 10 << 20;

  private final ResponseWriter out;

  BodyWriter(ResponseWriter out) {
    this.out = out;
  }

  /// Writes one item with its name.
  ///
  /// @param headerLength of the whole message, if a section of it is asked for
  /// @param parts its part table, if a part is asked for
  void write(FetchItem.Body item, Content content, long headerLength, List<Part> parts) {
    name(item);
    Section section = item.section();
    ByteRange range =
        section.path().isEmpty()
            ? ofMessage(section.text(), content.size(), headerLength)
            : Sections.find(section, parts);
    if (range == null) {
      out.put("NIL");
      return;
    }
    boolean fields =
        section.text() == Section.Text.HEADER_FIELDS
            || section.text() == Section.Text.HEADER_FIELDS_NOT;
    if (fields) {
      picked(item, header(content, range));
    } else {
      ByteRange slice = slice(item, range.start(), range.end());
      stream(content, slice);
    }
  }

  private static ByteRange ofMessage(Section.Text text, long size, long headerLength) {
    return switch (text) {
      case ALL -> new ByteRange(0, size);
      case TEXT -> new ByteRange(headerLength, size);
      default -> new ByteRange(0, headerLength);
    };
  }

  private void name(FetchItem.Body item) {
    switch (item.label()) {
      case RFC822 -> out.put("RFC822 ");
      case RFC822_HEADER -> out.put("RFC822.HEADER ");
      case RFC822_TEXT -> out.put("RFC822.TEXT ");
      case BODY -> {
        section(item.section());
        if (item.partial().isPresent()) {
          out.put('<').put(item.partial().get().offset()).put('>');
        }
        out.put(' ');
      }
    }
  }

  private void section(Section section) {
    out.put("BODY[");
    boolean dot = false;
    for (int number : section.path()) {
      if (dot) {
        out.put('.');
      }
      out.put((long) number);
      dot = true;
    }
    if (section.text() != Section.Text.ALL) {
      if (dot) {
        out.put('.');
      }
      out.put(section.text().wire());
    }
    if (!section.fields().isEmpty()) {
      char before = '(';
      out.put(' ');
      for (String field : section.fields()) {
        out.put(before).astring(field);
        before = ' ';
      }
      out.put(')');
    }
    out.put(']');
  }

  /// Returns the part of a range that the client asked for; empty past the end (C-62).
  private static ByteRange slice(FetchItem.Body item, long start, long end) {
    if (item.partial().isEmpty()) {
      return new ByteRange(start, end);
    }
    FetchItem.Partial partial = item.partial().get();
    long from = start + Math.min(partial.offset(), end - start);
    return new ByteRange(from, from + Math.min(partial.length(), end - from));
  }

  private static byte[] header(Content content, ByteRange range) {
    byte[] bytes = new byte[(int) Math.min(range.length(), MAX_HEADER)];
    int length = Math.max(content.read(range.start(), bytes, 0, bytes.length), 0);
    return length == bytes.length ? bytes : java.util.Arrays.copyOf(bytes, length);
  }

  private void picked(FetchItem.Body item, byte[] header) {
    boolean named = item.section().text() == Section.Text.HEADER_FIELDS;
    byte[] fields = HeaderFields.pick(header, item.section().fields(), named);
    ByteRange slice = slice(item, 0, fields.length);
    if (slice.length() == 0) {
      out.put("\"\"");
      return;
    }
    byte[] bytes = java.util.Arrays.copyOfRange(fields, (int) slice.start(), (int) slice.end());
    Nul.hide(ByteBuffer.wrap(bytes), 0, bytes.length);
    out.literal(bytes.length).put(bytes);
  }

  /// An empty string is quoted: an empty literal stalls some clients (clients.md row 3).
  private void stream(Content content, ByteRange slice) {
    if (slice.length() == 0) {
      out.put("\"\"");
      return;
    }
    out.literal(slice.length())
        .copy(
            slice.start(),
            slice.end(),
            (position, target) -> {
              int from = target.position();
              content.read(position, target);
              Nul.hide(target, from, target.position());
            });
  }
}

package dev.postern.mail;

import java.lang.foreign.MemorySegment;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads one header up to its blank line, a boundary of an enclosing multipart, or the end.
///
/// Lines without a colon are no fields and do not end the header: the blank line alone does (RFC
/// 5322 section 2.1).
final class HeaderScanner {
  /// Octets of one header block whose fields are looked at.
  static final long MAX_BLOCK = 10L << 20;

  /// Octets of all header blocks of a message whose fields are looked at.
  static final long MAX_ALL_BLOCKS = 50L << 20;

  private static final int MAX_NAME = 998;

  /// A header and what ended it.
  ///
  /// @param bodyStart first byte after the blank line
  /// @param delimiter the boundary line that cut the header off; null if none did
  record Header(KnownFields fields, long bodyStart, OpenBoundaries.@Nullable Delimiter delimiter) {}

  private final MemorySegment message;
  private final LineCursor lines;
  private final OpenBoundaries boundaries;
  private long looked;
  private @Nullable KnownField field;
  private long fieldStart;

  HeaderScanner(MemorySegment message, LineCursor lines, OpenBoundaries boundaries) {
    this.message = message;
    this.lines = lines;
    this.boundaries = boundaries;
  }

  /// Reads the header that begins with the next line.
  Header scan() {
    KnownFields fields = new KnownFields(message);
    long limit = lines.next() + Math.min(MAX_BLOCK, MAX_ALL_BLOCKS - looked);
    long first = lines.next();
    OpenBoundaries.Delimiter delimiter = null;
    long bodyStart = -1;
    while (bodyStart < 0) {
      boolean more = lines.advance();
      delimiter =
          more && lines.startsWithDashes()
              ? boundaries.match(lines.start(), lines.textEnd())
              : null;
      boolean ended = !more || delimiter != null || lines.isEmpty();
      if (ended || !lines.startsWithBlank()) {
        keep(fields, Math.min(lines.start(), limit));
      }
      if (ended) {
        bodyStart = more && delimiter == null ? lines.next() : lines.start();
      } else if (!lines.startsWithBlank() && lines.start() < limit) {
        startField();
      }
    }
    looked += bodyStart - first;
    return new Header(fields, bodyStart, delimiter);
  }

  private void keep(KnownFields fields, long end) {
    if (field != null) {
      fields.add(field, fieldStart, Math.max(fieldStart, end));
      field = null;
    }
  }

  private void startField() {
    long colon = colon(message, lines.start(), lines.textEnd());
    if (colon >= 0) {
      field = KnownField.of(name(message, lines.start(), colon));
      fieldStart = colon + 1;
    }
  }

  /// Returns the offset of the colon that ends a field name; -1 if the line has none.
  static long colon(MemorySegment message, long from, long to) {
    long limit = Math.min(to, from + MAX_NAME);
    for (long at = from; at < limit; at++) {
      byte b = Octets.at(message, at);
      if (b == ':') {
        return at > from ? at : -1;
      }
    }
    return -1;
  }

  /// Returns the field name before a colon; white space between them is obsolete but allowed.
  static String name(MemorySegment message, long from, long colon) {
    return Octets.latin1(message, from, colon).stripTrailing();
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}

package dev.postern.mail;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// All fields of one header, in message order.
///
/// Lines without a colon belong to no field. At most 10 MB of a header and [#MAX_FIELDS] fields are
/// read.
public record HeaderBlock(List<HeaderField> fields) {
  static final int MAX_FIELDS = 100_000;

  /// Reads the header that begins at `start`, up to its blank line or `end`.
  public static HeaderBlock of(MemorySegment message, long start, long end) {
    long limit = Math.min(end, start + HeaderScanner.MAX_BLOCK);
    LineCursor lines = new LineCursor(message, start, limit);
    List<HeaderField> fields = new ArrayList<>();
    long first = -1;
    long colon = -1;
    boolean more = true;
    while (more) {
      more = lines.advance() && !lines.isEmpty();
      if (more && lines.startsWithBlank()) {
        continue;
      }
      if (first >= 0 && fields.size() < MAX_FIELDS) {
        fields.add(field(message, first, colon, lines.start()));
      }
      colon = more ? HeaderScanner.colon(message, lines.start(), lines.textEnd()) : -1;
      first = colon < 0 ? -1 : lines.start();
    }
    return new HeaderBlock(fields);
  }

  private static HeaderField field(MemorySegment message, long start, long colon, long end) {
    String value = Octets.unfolded(message, colon + 1, end, KnownFields.MAX_VALUE);
    return new HeaderField(HeaderScanner.name(message, start, colon), start, colon + 1, end, value);
  }

  /// Returns every field of that name.
  public List<HeaderField> all(String name) {
    return fields.stream().filter(field -> field.is(name)).toList();
  }

  /// Returns the unfolded octets of the first field of that name, one character each.
  public Optional<String> unfoldedRaw(String name) {
    return fields.stream().filter(f -> f.is(name)).findFirst().map(HeaderField::unfoldedRaw);
  }

  /// Returns the text of the first field of that name.
  public Optional<String> decoded(String name) {
    return fields.stream().filter(field -> field.is(name)).findFirst().map(HeaderField::decoded);
  }
}

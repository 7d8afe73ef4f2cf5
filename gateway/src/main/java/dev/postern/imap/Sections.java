package dev.postern.imap;

import dev.postern.imap.wire.Section;
import dev.postern.mail.Part;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the octets that a part number and a section text name (RFC 9051 section 6.4.5.1).
///
/// Walks the tree of parts, so that it holds for a message/rfc822 whose body is a multipart (its
/// children number on without a level in between) and for one that is not (its body is part 1).
final class Sections {
  private Sections() {}

  /// Returns the range; null if the message has no such section (C-66).
  static @Nullable ByteRange find(Section section, List<Part> parts) {
    Part part = part(section.path(), parts);
    return part == null ? null : range(section.text(), part, inner(parts, part));
  }

  /// Returns the part with these numbers; null if the message has no such part.
  static @Nullable Part part(List<Integer> path, List<Part> parts) {
    if (parts.isEmpty()) {
      return null;
    }
    Part part = child(parts, parts.getFirst(), path.getFirst());
    for (int i = 1; part != null && i < path.size(); i++) {
      int number = path.get(i);
      Part inner = inner(parts, part);
      if (part.isMultipart()) {
        part = child(parts, part, number);
      } else {
        part = inner == null ? null : child(parts, inner, number);
      }
    }
    return part;
  }

  private static @Nullable ByteRange range(Section.Text text, Part part, @Nullable Part inner) {
    return switch (text) {
      case ALL -> new ByteRange(part.bodyStart(), part.bodyEnd());
      case MIME -> new ByteRange(part.headerStart(), part.bodyStart());
      case TEXT -> inner == null ? null : new ByteRange(inner.bodyStart(), inner.bodyEnd());
      default -> inner == null ? null : new ByteRange(inner.headerStart(), inner.bodyStart());
    };
  }

  /// Returns the message inside a message/rfc822 part; null for other parts, and where it is
  /// encoded and so not parsed (C-69).
  private static @Nullable Part inner(List<Part> parts, Part part) {
    if (part.isMultipart()) {
      return null;
    }
    for (int i = part.index() + 1; i < parts.size(); i++) {
      if (parts.get(i).parent() == part.index()) {
        return parts.get(i);
      }
    }
    return null;
  }

  /// Returns child `number` of a multipart; what is no multipart is its own part 1.
  private static @Nullable Part child(List<Part> parts, Part parent, int number) {
    if (!parent.isMultipart()) {
      return number == 1 ? parent : null;
    }
    int left = number;
    for (int i = parent.index() + 1; i < parts.size(); i++) {
      if (parts.get(i).parent() == parent.index() && --left == 0) {
        return parts.get(i);
      }
    }
    return null;
  }
}

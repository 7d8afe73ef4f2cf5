package dev.postern.mailauth.dkim;

import java.io.ByteArrayOutputStream;
import java.util.Optional;

/// What of a mail's form may change without breaking its signature (RFC 6376 section 3.4).
public enum Canonicalization {
  /// Nothing but empty lines at the end.
  SIMPLE("simple"),
  /// White space, folds, and the case of field names.
  RELAXED("relaxed");

  private final String tag;

  Canonicalization(String tag) {
    this.tag = tag;
  }

  static Optional<Canonicalization> of(String tag) {
    for (Canonicalization each : values()) {
      if (each.tag.equalsIgnoreCase(tag)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /// Writes a field as it is signed, with CRLF at its end.
  ///
  /// @param field its octets, last line end included if it has one
  public void writeField(byte[] field, ByteArrayOutputStream out) {
    int end = textEnd(field);
    if (this == SIMPLE) {
      out.write(field, 0, end);
    } else {
      writeRelaxed(field, end, out);
    }
    out.write('\r');
    out.write('\n');
  }

  private static int textEnd(byte[] field) {
    int end = field.length;
    end -= end > 0 && field[end - 1] == '\n' ? 1 : 0;
    end -= end > 0 && end < field.length && field[end - 1] == '\r' ? 1 : 0;
    return end;
  }

  private static void writeRelaxed(byte[] field, int end, ByteArrayOutputStream out) {
    int at = 0;
    for (; at < end && field[at] != ':'; at++) {
      if (!isBlank(field[at])) {
        boolean capital = field[at] >= 'A' && field[at] <= 'Z';
        out.write(capital ? field[at] + ('a' - 'A') : field[at]);
      }
    }
    out.write(':');
    boolean blank = false;
    boolean begun = false;
    for (at++; at < end; at++) {
      byte b = field[at];
      if (isBlank(b)) {
        blank = true;
      } else if (b == '\r' && at + 1 < end && field[at + 1] == '\n') {
        at++;
      } else {
        if (blank && begun) {
          out.write(' ');
        }
        blank = false;
        begun = true;
        out.write(b);
      }
    }
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  /// Returns the tag's word.
  @Override
  public String toString() {
    return tag;
  }
}

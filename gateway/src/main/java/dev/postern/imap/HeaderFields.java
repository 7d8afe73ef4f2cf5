package dev.postern.imap;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Picks fields out of a header as they stand, folds included (C-65).
final class HeaderFields {
  private static final byte[] END = {'\r', '\n'};

  private HeaderFields() {}

  /// Returns the fields, in message order, and a blank line.
  ///
  /// @param named whether `names` are wanted; else all others are
  static byte[] pick(byte[] header, List<String> names, boolean named) {
    Set<String> wanted = new HashSet<>();
    for (String name : names) {
      wanted.add(name.toLowerCase(Locale.ROOT));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    int at = 0;
    while (at < header.length && !isBlank(header, at)) {
      int end = fieldEnd(header, at);
      if (wanted.contains(name(header, at, end)) == named) {
        out.write(header, at, end - at);
      }
      at = end;
    }
    out.write(END, 0, END.length);
    return out.toByteArray();
  }

  private static boolean isBlank(byte[] header, int at) {
    return header[at] == '\n'
        || (header[at] == '\r' && at + 1 < header.length && header[at + 1] == '\n');
  }

  /// Returns where the field's last line ends, its folded lines included.
  private static int fieldEnd(byte[] header, int start) {
    int at = start;
    while (at < header.length) {
      if (header[at++] == '\n'
          && (at == header.length || (header[at] != ' ' && header[at] != '\t'))) {
        return at;
      }
    }
    return at;
  }

  private static String name(byte[] header, int start, int end) {
    int colon = start;
    while (colon < end && header[colon] != ':' && header[colon] != '\n') {
      colon++;
    }
    if (colon == end || header[colon] != ':') {
      return "";
    }
    while (colon > start && (header[colon - 1] == ' ' || header[colon - 1] == '\t')) {
      colon--;
    }
    String name = new String(header, start, colon - start, StandardCharsets.ISO_8859_1);
    return name.toLowerCase(Locale.ROOT);
  }
}

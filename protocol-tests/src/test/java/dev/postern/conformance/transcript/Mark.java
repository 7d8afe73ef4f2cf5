package dev.postern.conformance.transcript;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A mark of the transcript format, `<` to `>`.
///
/// @param inside what stands between the brackets
/// @param length characters of the whole mark
record Mark(String inside, int length) {
  /// Returns the mark that starts at `at`, or nothing where the text means itself.
  static Optional<Mark> at(String text, int at) {
    if (text.charAt(at) != '<') {
      return Optional.empty();
    }
    int end = text.startsWith("<{", at) ? closing(text, at) : text.indexOf('>', at);
    if (end < 0) {
      return Optional.empty();
    }
    String inside = text.substring(at + 1, end);
    return isMark(inside) ? Optional.of(new Mark(inside, end + 1 - at)) : Optional.empty();
  }

  private static boolean isMark(String inside) {
    return inside.equals("...")
        || inside.startsWith("{")
        || (!inside.isEmpty()
            && Character.isLowerCase(inside.charAt(0))
            && inside.chars().allMatch(c -> c == '+' || c == '-' || c == '*' || isNameChar(c)));
  }

  private static boolean isNameChar(int c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }

  private static int closing(String text, int at) {
    int depth = 0;
    for (int i = at; i < text.length() - 1; i++) {
      if (text.startsWith("<{", i)) {
        depth++;
      } else if (text.startsWith("}>", i) && --depth == 0) {
        return i + 1;
      }
    }
    return -1;
  }

  /// Returns the bytes that a mark stands for by itself: `<crlf>`, `<x00>`, `<x41x42>`,
  /// `<x41*5000>`.
  Optional<String> bytes() {
    if (inside.equals("crlf")) {
      return Optional.of("\r\n");
    }
    if (!inside.matches("(x[0-9a-f]{2})+(\\*\\d+)?")) {
      return Optional.empty();
    }
    int star = inside.indexOf('*');
    String codes = star < 0 ? inside : inside.substring(0, star);
    var bytes = new StringBuilder();
    for (int i = 1; i < codes.length(); i += 3) {
      bytes.append((char) Integer.parseInt(codes.substring(i, i + 2), 16));
    }
    int times = star < 0 ? 1 : Integer.parseInt(inside.substring(star + 1));
    return Optional.of(bytes.toString().repeat(times));
  }

  /// Splits the inside of `<{a | b}>` at its own bars.
  static List<String> items(String list) {
    var items = new ArrayList<String>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < list.length(); i++) {
      if (list.startsWith("<{", i)) {
        depth++;
      } else if (list.startsWith("}>", i)) {
        depth--;
      } else if (depth == 0 && list.startsWith(" | ", i)) {
        items.add(list.substring(start, i));
        start = i + 3;
      }
    }
    items.add(list.substring(start));
    return items;
  }
}

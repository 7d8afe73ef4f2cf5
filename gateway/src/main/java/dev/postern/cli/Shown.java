package dev.postern.cli;

import dev.postern.v3.JsonBody;
import java.util.List;

/// Texts of others as a terminal may show them: a mail's subject must not move the cursor, change
/// colours or turn the direction of writing.
final class Shown {
  private Shown() {}

  /// Returns `text` as one line.
  static String line(String text) {
    return cleaned(text, false);
  }

  /// Returns `text` with its line ends.
  static String lines(String text) {
    return cleaned(text.replace("\r\n", "\n"), true);
  }

  /// Returns a member as one line; empty if it is not there.
  static String text(JsonBody json, String name) {
    return line(json.text(name).orElse(""));
  }

  /// Returns people as one line, as they stand in a message's JSON.
  static String people(JsonBody json, String name) {
    List<String> all = json.objects(name).orElse(List.of()).stream().map(Shown::person).toList();
    return String.join(", ", all);
  }

  private static String person(JsonBody mailbox) {
    String email = text(mailbox, "email");
    String name = text(mailbox, "name");
    return name.isEmpty() || name.equals(email) ? email : name + " <" + email + ">";
  }

  /// Returns at most `length` characters of a line.
  static String cut(String line, int length) {
    return line.codePointCount(0, line.length()) <= length
        ? line
        : line.substring(0, line.offsetByCodePoints(0, length - 1)).stripTrailing() + "…";
  }

  private static String cleaned(String text, boolean lines) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> {
          if (lines && (c == '\n' || c == '\t')) {
            clean.append((char) c);
          } else if (c == '\n' || c == '\r' || c == '\t') {
            clean.append(' ');
          } else {
            clean.appendCodePoint(isHarmless(c) ? c : '\uFFFD');
          }
        });
    return clean.toString();
  }

  private static boolean isHarmless(int c) {
    boolean turns = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    return !Character.isISOControl(c) && !turns;
  }
}

package dev.postern.smtp.client;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A reply of a hop (RFC 5321 section 4.2).
///
/// @param lines without the code, control characters replaced; at least one
record HopReply(int code, List<String> lines) {
  private static final int MAX_TEXT = 8 << 10;
  private static final Pattern ENHANCED = Pattern.compile("([245]\\.\\d{1,3}\\.\\d{1,3})(?: |$)");

  /// Keeps the lines as they are now.
  HopReply {
    lines = List.copyOf(lines);
  }

  boolean isPositive() {
    return code / 100 == 2;
  }

  boolean isPermanent() {
    return code / 100 == 5;
  }

  /// Says whether the hop hangs up now (section 3.8).
  boolean isFarewell() {
    return code == 421;
  }

  /// Returns the whole reply on one line, the enhanced code of further lines left out; at most 8 Ki
  /// characters.
  String text() {
    StringBuilder text = new StringBuilder().append(code);
    String said = "";
    for (String line : lines) {
      Matcher enhanced = ENHANCED.matcher(line);
      boolean starts = enhanced.lookingAt();
      boolean again = starts && enhanced.group(1).equals(said);
      said = starts && said.isEmpty() ? enhanced.group(1) : said;
      String rest = (again ? line.substring(enhanced.end()) : line).strip();
      if (!rest.isEmpty() && text.length() < MAX_TEXT) {
        text.append(' ').append(rest);
      }
    }
    return text.substring(0, Math.min(MAX_TEXT, text.length()));
  }

  /// Says whether the hop calls itself `name` in its first line.
  boolean isFrom(String name) {
    String first = lines.getFirst().strip().toLowerCase(Locale.ROOT);
    return first.equals(name) || first.startsWith(name + " ");
  }
}

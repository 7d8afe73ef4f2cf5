package dev.postern.mail.files;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The header fields in which mail programs keep flags in an mbox.
final class StatusFields {
  /// Octets of a message in which they are looked for.
  static final int LOOK = 256 << 10;

  /// Names of the fields that an export writes, in its order.
  static final List<String> WRITTEN = List.of("Status", "X-Status", "X-Keywords");

  private static final int READ = 0x0001;
  private static final int REPLIED = 0x0002;
  private static final int MARKED = 0x0004;
  private static final int EXPUNGED = 0x0008;
  private static final int FORWARDED = 0x1000;

  private final Set<String> flags = new LinkedHashSet<>();

  private StatusFields() {}

  /// Reads the flags out of the beginning of a message.
  static Set<String> flags(byte[] head) {
    StatusFields found = new StatusFields();
    String text = new String(head, StandardCharsets.ISO_8859_1);
    int at = 0;
    while (at < text.length()) {
      int end = text.indexOf('\n', at);
      String line = text.substring(at, end < 0 ? text.length() : end).stripTrailing();
      if (line.isEmpty()) {
        break;
      }
      int colon = line.indexOf(':');
      if (colon > 0) {
        found.field(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1));
      }
      at = end < 0 ? text.length() : end + 1;
    }
    return found.flags;
  }

  private void field(String name, String value) {
    switch (name) {
      case "status" -> letters(value, "R\\Seen");
      case "x-status" -> letters(value, "A\\Answered", "F\\Flagged", "D\\Deleted", "T\\Draft");
      case "x-mozilla-status" -> mozilla(value.strip());
      case "x-keywords", "x-mozilla-keys" -> keywords(value);
      case "x-gmail-labels" -> gmail(List.of(value.strip().split(",", -1)));
      default -> {}
    }
  }

  private void letters(String value, String... known) {
    for (String each : known) {
      if (value.indexOf(each.charAt(0)) >= 0) {
        flags.add(each.substring(1));
      }
    }
  }

  private void mozilla(String value) {
    int bits;
    try {
      bits = Integer.parseInt(value, 16);
    } catch (NumberFormatException _) {
      return;
    }
    bit(bits, READ, "\\Seen");
    bit(bits, REPLIED, "\\Answered");
    bit(bits, MARKED, "\\Flagged");
    bit(bits, EXPUNGED, "\\Deleted");
    bit(bits, FORWARDED, "$Forwarded");
  }

  private void bit(int bits, int bit, String flag) {
    if ((bits & bit) != 0) {
      flags.add(flag);
    }
  }

  private void keywords(String value) {
    for (String word : value.strip().split("[ ,\t]+", -1)) {
      if (isKeyword(word)) {
        flags.add(word);
      }
    }
  }

  /// Says whether IMAP could name a keyword so (RFC 9051 section 9, flag-keyword).
  static boolean isKeyword(String word) {
    return !word.isEmpty()
        && word.length() <= 100
        && word.chars().allMatch(c -> c > ' ' && c < 0x7f && "(){%*\"\\]".indexOf(c) < 0);
  }

  private void gmail(List<String> labels) {
    if (!labels.contains("Unread")) {
      flags.add("\\Seen");
    }
    if (labels.contains("Starred")) {
      flags.add("\\Flagged");
    }
  }

  /// Writes flags as [#WRITTEN] fields; keywords that cannot stand in one are left out.
  static String written(List<String> flags) {
    String status = flags.contains("\\Seen") ? "RO" : "O";
    StringBuilder more = new StringBuilder();
    more.append(flags.contains("\\Answered") ? "A" : "");
    more.append(flags.contains("\\Flagged") ? "F" : "");
    more.append(flags.contains("\\Draft") ? "T" : "");
    more.append(flags.contains("\\Deleted") ? "D" : "");
    String keywords = String.join(" ", flags.stream().filter(f -> !f.startsWith("\\")).toList());
    return "Status: " + status + "\nX-Status: " + more + "\nX-Keywords: " + keywords + "\n";
  }
}

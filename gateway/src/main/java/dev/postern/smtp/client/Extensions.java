package dev.postern.smtp.client;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What a hop offers in its answer to EHLO (RFC 5321 section 4.1.1.1).
///
/// @param keywords upper case, with their parameters; `AUTH=PLAIN` of old servers is `AUTH`
record Extensions(Map<String, String> keywords) {
  static final Extensions NONE = new Extensions(Map.of());

  /// Keeps the map as it is now.
  Extensions {
    keywords = Map.copyOf(keywords);
  }

  static Extensions of(HopReply ehlo) {
    Map<String, String> keywords = new HashMap<>();
    // The first line is the server's name.
    for (String line : ehlo.lines().subList(1, ehlo.lines().size())) {
      String[] words = line.strip().split("[ =]", 2);
      String parameters = words.length > 1 ? words[1].strip() : "";
      keywords.merge(words[0].toUpperCase(Locale.ROOT), parameters, (a, b) -> a + " " + b);
    }
    return new Extensions(keywords);
  }

  boolean has(String keyword) {
    return keywords.containsKey(keyword);
  }

  Set<String> mechanisms() {
    String offered = keywords.getOrDefault("AUTH", "").toUpperCase(Locale.ROOT);
    return Set.copyOf(List.of(offered.split("[ =]+", -1)).stream().distinct().toList());
  }

  /// Returns the largest message the hop takes, in octets (RFC 1870); what has no limit or none
  /// that can be read is [Long#MAX_VALUE].
  long maxSize() {
    long size = number(keywords.getOrDefault("SIZE", ""));
    return size > 0 ? size : Long.MAX_VALUE;
  }

  /// Returns how many recipients one mail may have (RFC 9422).
  int maxRecipients() {
    for (String limit : keywords.getOrDefault("LIMITS", "").split(" ", -1)) {
      if (limit.toUpperCase(Locale.ROOT).startsWith("RCPTMAX=")) {
        long most = number(limit.substring("RCPTMAX=".length()));
        return most > 0 ? (int) Math.min(Integer.MAX_VALUE, most) : Integer.MAX_VALUE;
      }
    }
    return Integer.MAX_VALUE;
  }

  private static long number(String text) {
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
  }
}

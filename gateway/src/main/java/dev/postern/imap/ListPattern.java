package dev.postern.imap;

import java.util.Arrays;

/// A LIST pattern: `*` stands for anything, `%` for anything but `/` (RFC 9051 section 6.3.9).
///
/// Matching takes time in proportion to the product of the two lengths at most, whatever the
/// pattern (incident 27); names and patterns compare in modified UTF-7.
final class ListPattern {
  private final String pattern;
  private final int literals;

  ListPattern(String reference, String pattern) {
    StringBuilder simple = new StringBuilder();
    for (char c : canonical(reference + pattern).toCharArray()) {
      char last = simple.isEmpty() ? 0 : simple.charAt(simple.length() - 1);
      if (c == '*' && (last == '*' || last == '%')) {
        simple.setCharAt(simple.length() - 1, '*');
      } else if (c != '%' || (last != '*' && last != '%')) {
        simple.append(c);
      }
    }
    this.pattern = simple.toString();
    this.literals = (int) this.pattern.chars().filter(c -> c != '*' && c != '%').count();
  }

  /// INBOX, as the first level, is meant in any letter case (C-19).
  private static String canonical(String text) {
    boolean inbox =
        text.regionMatches(true, 0, "INBOX", 0, 5)
            && (text.length() == 5 || "/*%".indexOf(text.charAt(5)) >= 0);
    return inbox ? "INBOX" + text.substring(5) : text;
  }

  /// Says whether `name`, in modified UTF-7, matches.
  boolean matches(String name) {
    if (literals > name.length()) {
      return false;
    }
    // reached[i]: the pattern's first i characters can match what was read of the name.
    boolean[] reached = new boolean[pattern.length() + 1];
    reached[0] = true;
    skipWildcards(reached);
    boolean[] next = new boolean[reached.length];
    for (int n = 0; n < name.length(); n++) {
      char c = name.charAt(n);
      Arrays.fill(next, false);
      for (int i = 0; i < pattern.length(); i++) {
        if (reached[i]) {
          char p = pattern.charAt(i);
          if (p == '*' || (p == '%' && c != '/')) {
            next[i] = true;
          } else if (p == c && p != '%') {
            next[i + 1] = true;
          }
        }
      }
      skipWildcards(next);
      boolean[] spent = reached;
      reached = next;
      next = spent;
    }
    return reached[pattern.length()];
  }

  private void skipWildcards(boolean[] reached) {
    for (int i = 0; i < pattern.length(); i++) {
      if (reached[i] && (pattern.charAt(i) == '*' || pattern.charAt(i) == '%')) {
        reached[i + 1] = true;
      }
    }
  }
}

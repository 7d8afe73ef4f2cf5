package dev.postern.mailauth;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A list of `name=value` pairs with `;` between them, as DKIM, ARC and DMARC write it (RFC 6376
/// section 3.2).
///
/// @param tags values without white space around them, by name; names have case
public record TagList(Map<String, String> tags) {
  /// Longer lists are none, so that reading them costs nothing worth the trouble.
  static final int MAX_LENGTH = 32 << 10;

  /// Reads a list; folds may still be in it.
  ///
  /// @return empty if it is malformed, names a tag twice, or is too long
  public static Optional<TagList> parse(String text) {
    Map<String, String> tags = new LinkedHashMap<>();
    int at = 0;
    while (at < text.length() && text.length() <= MAX_LENGTH) {
      int end = end(text, at);
      int equals = text.indexOf('=', at);
      boolean last = end >= text.length();
      if (equals < 0 || equals >= end) {
        boolean trailing = last && !tags.isEmpty() && isBlank(text, at, end);
        return trailing ? Optional.of(new TagList(tags)) : Optional.empty();
      }
      String name = strip(text.substring(at, equals));
      if (!isName(name) || tags.putIfAbsent(name, strip(text.substring(equals + 1, end))) != null) {
        return Optional.empty();
      }
      at = end + 1;
    }
    return tags.isEmpty() || at < text.length() ? Optional.empty() : Optional.of(new TagList(tags));
  }

  private static int end(String text, int from) {
    int semicolon = text.indexOf(';', from);
    return semicolon < 0 ? text.length() : semicolon;
  }

  // tag-name = ALPHA *(ALPHA / DIGIT / "_")
  private static boolean isName(String name) {
    boolean valid = !name.isEmpty() && isAlpha(name.charAt(0));
    for (int i = 1; valid && i < name.length(); i++) {
      char c = name.charAt(i);
      valid = isAlpha(c) || (c >= '0' && c <= '9') || c == '_';
    }
    return valid;
  }

  private static boolean isAlpha(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  /// Returns the text without white space and line ends around it.
  public static String strip(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isSpace(text.charAt(start))) {
      start++;
    }
    while (end > start && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isBlank(String text, int from, int to) {
    return strip(text.substring(from, to)).isEmpty();
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }

  /// Returns the value of a tag, or `other` if the list has none of that name.
  public String get(String name, String other) {
    return tags.getOrDefault(name, other);
  }

  /// Says whether the list has a tag of that name.
  public boolean has(String name) {
    return tags.containsKey(name);
  }

  /// Returns the value of a tag without any white space in it, as base64 and lists are read.
  public String solid(String name) {
    String value = get(name, "");
    StringBuilder solid = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      if (!isSpace(value.charAt(i))) {
        solid.append(value.charAt(i));
      }
    }
    return solid.toString();
  }

  /// Returns the text of a field value with the value of its `b` tag taken out, all else as it
  /// stands (RFC 6376 section 3.7).
  public static String withoutSignature(String text) {
    int at = 0;
    while (at < text.length()) {
      int end = end(text, at);
      int equals = text.indexOf('=', at);
      if (equals >= 0 && equals < end && strip(text.substring(at, equals)).equals("b")) {
        return text.substring(0, equals + 1) + text.substring(end);
      }
      at = end + 1;
    }
    return text;
  }
}

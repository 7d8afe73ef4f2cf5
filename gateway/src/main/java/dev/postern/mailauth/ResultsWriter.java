package dev.postern.mailauth;

import java.util.Map;

/// Writes the value of `Authentication-Results` word after word (RFC 8601 section 2.2).
final class ResultsWriter {
  private static final int WIDTH = 78;
  private static final int MAX_VALUE = 255;
  private static final String TSPECIALS = "()<>@,;:\\\"/[]?=";

  private final StringBuilder out;
  private int line;

  /// Begins with the field's name and colon.
  ResultsWriter(String start) {
    out = new StringBuilder(start);
    line = start.length();
  }

  String write(AuthenticationResults results) {
    word(value(results.authservId()));
    if (results.checks().isEmpty()) {
      out.append(';');
      line++;
      word("none");
    }
    for (Check check : results.checks()) {
      out.append(';');
      line = WIDTH;
      check(check);
    }
    return out.toString();
  }

  private void check(Check check) {
    word(name(check.method()) + "=" + name(check.result()));
    if (!check.reason().isEmpty()) {
      word("reason=" + quoted(check.reason()));
    }
    for (Map.Entry<String, String> property : check.properties().entrySet()) {
      String[] name = property.getKey().split("\\.", 2);
      String type = name.length > 1 ? name(name[0]) + "." : "policy.";
      word(type + name(name[name.length - 1]) + "=" + value(property.getValue()));
    }
  }

  private void word(String word) {
    boolean fold = line + 1 + word.length() > WIDTH;
    out.append(fold ? "\r\n " : " ").append(word);
    line = (fold ? 0 : line) + 1 + word.length();
  }

  // Keyword (RFC 5321 section 4.1.2): letters, digits and hyphens.
  private static String name(String text) {
    StringBuilder name = new StringBuilder();
    text.codePoints()
        .filter(c -> c < 128 && (Character.isLetterOrDigit(c) || c == '-'))
        .forEach(name::appendCodePoint);
    return name.isEmpty() ? "x" : name.toString();
  }

  private static String value(String text) {
    return isToken(text) || isAddress(text) ? text : quoted(text);
  }

  private static boolean isToken(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_VALUE
        && text.chars().allMatch(c -> c > ' ' && c < 127 && TSPECIALS.indexOf(c) < 0);
  }

  // [ [ local-part ] "@" ] domain-name, where the local part needs no quotes
  private static boolean isAddress(String text) {
    int at = text.indexOf('@');
    return at >= 0
        && isToken(text.substring(at + 1))
        && (at == 0 || isToken(text.substring(0, at)));
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .limit(MAX_VALUE)
        .map(c -> isVisible(c) ? c : '?')
        .forEach(c -> quoted.append(c == '"' || c == '\\' ? "\\" : "").appendCodePoint(c));
    return quoted.append('"').toString();
  }

  /// Says whether a character stands for itself on one line: no control, no turn of the writing
  /// direction, no half of a character.
  static boolean isVisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}

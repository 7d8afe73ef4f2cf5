package dev.postern.mailauth;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Reads the value of `Authentication-Results` from left to right (RFC 8601 section 2.2).
final class ResultsReader {
  private static final int MAX_CHECKS = 100;
  private static final int MAX_PROPERTIES = 50;

  private final String in;
  private int at;

  ResultsReader(String in) {
    this.in = in;
  }

  /// Reads who speaks: what stands first, comments passed over, within it too.
  Optional<String> id() {
    skip();
    StringBuilder id = new StringBuilder(word("; \t\r\n("));
    while (at < in.length() && in.charAt(at) == '(') {
      skip();
      boolean close = at < in.length() && in.charAt(at - 1) == ')';
      id.append(close ? word("; \t\r\n(") : "");
    }
    return id.isEmpty() ? Optional.empty() : Optional.of(id.toString());
  }

  Optional<AuthenticationResults> read() {
    return id().map(id -> new AuthenticationResults(id, checks()));
  }

  private List<Check> checks() {
    List<Check> checks = new ArrayList<>();
    toNext();
    while (at < in.length() && checks.size() < MAX_CHECKS) {
      check().ifPresent(checks::add);
      toNext();
    }
    return checks;
  }

  // methodspec = method [ "/" version ] "=" result
  private Optional<Check> check() {
    String method = name();
    if (accept('/')) {
      name();
      skip();
    }
    if (method.isEmpty() || !accept('=')) {
      return Optional.empty();
    }
    String result = name();
    Map<String, String> properties = properties();
    String reason = properties.getOrDefault("reason", "");
    properties.remove("reason");
    return Optional.of(new Check(method, result, reason, properties));
  }

  private Map<String, String> properties() {
    Map<String, String> properties = new LinkedHashMap<>();
    String name = name();
    while (!name.isEmpty() && properties.size() < MAX_PROPERTIES) {
      if (accept('.')) {
        name = name + "." + name();
      }
      if (!accept('=')) {
        break;
      }
      skip();
      properties.putIfAbsent(name, word("; \t\r\n("));
      skip();
      name = name();
    }
    return properties;
  }

  private String name() {
    skip();
    String name = word("=./; \t\r\n(\"").toLowerCase(Locale.ROOT);
    skip();
    return name;
  }

  private boolean accept(char wanted) {
    boolean found = at < in.length() && in.charAt(at) == wanted;
    at += found ? 1 : 0;
    return found;
  }

  /// Reads up to one of the characters of `ends`; quoted parts whole, without their quotes.
  private String word(String ends) {
    StringBuilder word = new StringBuilder();
    while (at < in.length() && ends.indexOf(in.charAt(at)) < 0) {
      char c = in.charAt(at++);
      if (c == '"') {
        quoted(word);
      } else {
        word.append(c);
      }
    }
    return word.toString();
  }

  private void quoted(StringBuilder word) {
    while (at < in.length()) {
      char c = in.charAt(at++);
      if (c == '"') {
        return;
      }
      word.append(c == '\\' && at < in.length() ? in.charAt(at++) : c);
    }
  }

  /// Passes over white space and comments, which may hold comments.
  private void skip() {
    int depth = 0;
    while (at < in.length()) {
      char c = in.charAt(at);
      if (depth == 0 && c != '(' && " \t\r\n".indexOf(c) < 0) {
        return;
      }
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      at += c == '\\' && depth > 0 ? 2 : 1;
    }
    at = in.length();
  }

  /// Passes over what is left of this result and its semicolon.
  private void toNext() {
    while (at < in.length() && in.charAt(at) != ';') {
      if (in.charAt(at) == '(') {
        skip();
      } else {
        word(";(");
      }
    }
    at++;
    at = Math.min(at, in.length());
  }
}

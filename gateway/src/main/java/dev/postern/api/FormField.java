package dev.postern.api;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// Reads the header of a form's part: its fields, and the parameters of one field's value.
final class FormField {
  private FormField() {}

  /// Returns the fields of a header, names in lower case; folded lines are joined.
  static Map<String, String> fields(String header) {
    Map<String, String> fields = new HashMap<>();
    for (String line : header.replaceAll("\r\n[ \t]+", " ").split("\r\n", -1)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
        fields.putIfAbsent(name, line.substring(colon + 1).strip());
      }
    }
    return fields;
  }

  /// Returns the parameters of a value such as `form-data; name="a"; filename="b"`, names in lower
  /// case. `filename*` (RFC 8187) wins over `filename`.
  static Map<String, String> parameters(String value) {
    Map<String, String> parameters = new HashMap<>();
    int at = value.indexOf(';');
    while (at >= 0 && at < value.length()) {
      int equals = value.indexOf('=', at);
      if (equals < 0) {
        break;
      }
      String name = value.substring(at + 1, equals).strip().toLowerCase(Locale.ROOT);
      StringBuilder text = new StringBuilder();
      at = read(value, equals + 1, text);
      parameters.putIfAbsent(name, plain(text.toString()));
    }
    String extended = parameters.get("filename*");
    if (extended != null && extended.regionMatches(true, 0, "utf-8''", 0, 7)) {
      parameters.put("filename", Target.decode(extended.substring(7), false));
    }
    return parameters;
  }

  // Reads a token or a quoted string into `text`; returns where the next semicolon stands.
  private static int read(String value, int start, StringBuilder text) {
    int at = start;
    while (at < value.length() && value.charAt(at) == ' ') {
      at++;
    }
    if (at >= value.length() || value.charAt(at) != '"') {
      int end = value.indexOf(';', at);
      text.append(value.substring(at, end < 0 ? value.length() : end).strip());
      return end;
    }
    at++;
    while (at < value.length() && value.charAt(at) != '"') {
      // Browsers send a lone backslash as it is; only an escaped quote or backslash is one.
      boolean escape =
          value.charAt(at) == '\\'
              && at + 1 < value.length()
              && "\"\\".indexOf(value.charAt(at + 1)) >= 0;
      at += escape ? 1 : 0;
      text.append(value.charAt(at));
      at++;
    }
    return value.indexOf(';', at);
  }

  // How browsers and Node write what a quoted string cannot hold (WHATWG form encoding).
  private static String plain(String text) {
    return text.replace("%22", "\"").replaceAll("(?i)%0d|%0a", " ");
  }
}

package dev.postern.smtp.wire;

/// Splits `<path> parameters` (RFC 5321 section 4.1.2).
///
/// A path without angle brackets can be taken too, as several devices write it; a source route is
/// dropped, as section 4.1.1.3 asks.
final class PathReader {
  private final String path;
  private final String rest;

  PathReader(String text, boolean bare) {
    boolean brackets = text.startsWith("<");
    int from = brackets ? 1 : 0;
    int end = end(text, from, brackets ? '>' : ' ');
    if ((end < 0 && brackets) || (!brackets && !bare) || end == 0 || text.isEmpty()) {
      throw CommandParser.syntax("expected <address>");
    }
    path = withoutRoute(text.substring(from, end < 0 ? text.length() : end));
    rest = end < 0 ? "" : text.substring(brackets ? end + 1 : end);
    if (!rest.isEmpty() && rest.charAt(0) != ' ') {
      throw CommandParser.syntax("expected a space after the address");
    }
  }

  String path() {
    return path;
  }

  String rest() {
    return rest;
  }

  /// Finds `mark` outside of a quoted local part; -1 if it is not there.
  static int end(String text, int from, char mark) {
    boolean quoted = false;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && quoted) {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == mark && !quoted) {
        return i;
      }
    }
    return -1;
  }

  // A-d-l = At-domain *( "," At-domain ), then ":"
  private static String withoutRoute(String path) {
    if (!path.startsWith("@")) {
      return path;
    }
    int colon = path.indexOf(':');
    if (colon < 0) {
      throw CommandParser.syntax("bad source route");
    }
    return path.substring(colon + 1);
  }
}

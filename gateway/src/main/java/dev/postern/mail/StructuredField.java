package dev.postern.mail;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A field value with parameters, read leniently (RFC 2045 section 5.1, RFC 2183 section 2).
///
/// @param value what stands before the first `;`, lower case, comments removed
/// @param parameters in order, continuations joined
record StructuredField(String value, List<FieldParameter> parameters) {
  static StructuredField parse(String unfolded) {
    return new Reader(unfolded).read();
  }

  /// Returns the parameters as text, by lower-case name.
  Map<String, String> decoded() {
    Map<String, String> decoded = new LinkedHashMap<>();
    parameters.forEach(p -> decoded.putIfAbsent(p.name(), p.decoded()));
    return decoded;
  }

  private static final class Reader {
    private final String in;
    private int at;

    Reader(String in) {
      this.in = in;
    }

    StructuredField read() {
      String value = leading();
      Rfc2231 parameters = new Rfc2231();
      for (int count = 0; at < in.length() && count < Rfc2231.MAX_PARAMETERS; count++) {
        String name = HeaderScanner.lower(name());
        boolean hasValue = at < in.length() && in.charAt(at) == '=';
        at += hasValue ? 1 : 0;
        String text = value();
        if (hasValue) {
          parameters.add(name, text);
        }
      }
      return new StructuredField(HeaderScanner.lower(value), parameters.joined());
    }

    // Broken senders leave out the type (`filename=x`) or the semicolon (`application/pdf name=x`).
    private String leading() {
      String value = value();
      int equals = value.indexOf('=');
      if (equals <= 0) {
        return value;
      }
      int blank = value.indexOf(' ');
      boolean typed = blank > 0 && blank < equals;
      at = typed ? in.indexOf(' ', in.indexOf(value.charAt(0))) : 0;
      return typed ? value.substring(0, blank) : "";
    }

    private String name() {
      int from = at;
      while (at < in.length() && in.charAt(at) != '=' && in.charAt(at) != ';') {
        at++;
      }
      String name = in.substring(from, at).strip();
      int comment = name.lastIndexOf(')');
      return comment < 0 ? name : name.substring(comment + 1).strip();
    }

    // Everything up to the next ";" outside quotes: real mail has spaces in unquoted values.
    private String value() {
      StringBuilder value = new StringBuilder();
      int solid = 0;
      boolean quoted = false;
      while (at < in.length()) {
        char c = in.charAt(at++);
        if (c == ';') {
          break;
        } else if (c == '(' && (quoted || startsWord(value))) {
          skipComment();
        } else if (c == '"') {
          quote(value);
          quoted = true;
          solid = value.length();
        } else if (!Octets.isBlank(c) || !value.isEmpty()) {
          value.append(quoted ? "" : String.valueOf(c));
          solid = Octets.isBlank(c) ? solid : value.length();
        }
      }
      return value.substring(0, Math.min(solid, value.length()));
    }

    // `(` inside a word is no comment but a careless file name, such as `report(1).pdf`.
    private static boolean startsWord(StringBuilder value) {
      return value.isEmpty() || Octets.isBlank(value.charAt(value.length() - 1));
    }

    private void quote(StringBuilder value) {
      while (at < in.length()) {
        char c = in.charAt(at++);
        if (c == '"') {
          return;
        }
        value.append(c == '\\' && at < in.length() ? in.charAt(at++) : c);
      }
    }

    private void skipComment() {
      int depth = 1;
      while (at < in.length() && depth > 0) {
        char c = in.charAt(at++);
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        at += c == '\\' ? 1 : 0;
      }
      at = Math.min(at, in.length());
    }
  }
}

package dev.postern.smtp.wire;

import java.nio.charset.StandardCharsets;

/// The encodings that parameters of MAIL and RCPT use for what could break a line (RFC 3461 section
/// 4, RFC 6533 section 3).
public final class Xtext {
  private Xtext() {}

  /// Decodes xtext.
  ///
  /// @throws dev.postern.fault.GatewayException with SYNTAX if it is none, or hides what is no
  ///   printable ASCII
  public static String decode(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '+') {
        c = (char) hex(text, at + 1, at + 3);
        at += 2;
      } else if (c <= ' ' || c > '~' || c == '=') {
        throw bad();
      }
      if (c < ' ' || c > '~') {
        throw bad();
      }
      plain.append(c);
    }
    return plain.toString();
  }

  /// Decodes an address of the type `utf-8`: UTF-8 as it is, or `\\x{…}` in its place.
  ///
  /// @throws dev.postern.fault.GatewayException with SYNTAX if it is none, or hides a control
  ///   character or a line end of any kind
  public static String decodeUnicode(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '\\') {
        int end = text.indexOf('}', at);
        if (!text.startsWith("\\x{", at) || end < 0) {
          throw bad();
        }
        append(plain, hex(text, at + 3, end));
        at = end;
      } else if (c == '+') {
        append(plain, hex(text, at + 1, at + 3));
        at += 2;
      } else if (c <= ' ' || c == '=' || !isHarmless(c)) {
        throw bad();
      } else {
        plain.append(c);
      }
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(plain)) {
      throw bad();
    }
    return plain.toString();
  }

  private static void append(StringBuilder plain, int point) {
    if (!Character.isValidCodePoint(point) || (point < 0x10000 && !isHarmless((char) point))) {
      throw bad();
    }
    plain.appendCodePoint(point);
  }

  private static boolean isHarmless(char c) {
    return !Character.isISOControl(c) && c != '\u2028' && c != '\u2029';
  }

  // hexchar = ASCII "+" immediately followed by two upper case hexadecimal digits
  private static int hex(String text, int from, int to) {
    if (to > text.length() || to - from < 2 || to - from > 6) {
      throw bad();
    }
    int value = 0;
    for (int at = from; at < to; at++) {
      int digit = "0123456789ABCDEF".indexOf(text.charAt(at));
      if (digit < 0) {
        throw bad();
      }
      value = value * 16 + digit;
    }
    return value;
  }

  private static RuntimeException bad() {
    return CommandParser.syntax("malformed xtext");
  }
}

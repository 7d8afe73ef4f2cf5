package dev.postern.mail;

import java.text.Normalizer;

/// The form of a text in which searches compare: letters without case, compatibility forms taken
/// apart (RFC 5051's i;unicode-casemap, and sharp s as `ss`), control characters as spaces.
///
/// Accents stay, as characters of their own behind their letter: `e` is found in `é`, `é` is not
/// found in `e`. A text is found in another if its folded form is a part of the other's.
public final class TextFold {
  /// Accents on one letter that are put in order; more are left as they came, so that folding takes
  /// linear time.
  private static final int MARKS = 30;

  private static final int SPAN = 1024;

  private TextFold() {}

  /// Returns the folded form. It has no character below U+0020 but TAB, LF and CR.
  public static String of(String text) {
    int plain = 0;
    while (plain < text.length() && isFolded(text.charAt(plain))) {
      plain++;
    }
    if (plain == text.length()) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length() + 16);
    out.append(text, 0, plain);
    for (int at = plain; at < text.length(); ) {
      char c = text.charAt(at);
      if (c < 0x80) {
        out.append(ascii(c));
        at++;
      } else {
        int end = spanEnd(text, at);
        fold(Normalizer.normalize(text.substring(at, end), Normalizer.Form.NFKD), out);
        at = end;
      }
    }
    return out.toString();
  }

  private static boolean isFolded(char c) {
    return c < 0x80 && ascii(c) == c;
  }

  private static char ascii(char c) {
    if (c >= 'A' && c <= 'Z') {
      return (char) (c + 32);
    }
    return (c < ' ' && c != '\n' && c != '\r' && c != '\t') || c == 0x7f ? ' ' : c;
  }

  /// Returns the end of a run beyond ASCII that can be taken apart alone.
  private static int spanEnd(String text, int start) {
    int marks = 0;
    int at = start;
    while (at < text.length() && text.charAt(at) >= 0x80) {
      int point = text.codePointAt(at);
      boolean mark = isMark(point);
      marks = mark ? marks + 1 : 0;
      if (marks > MARKS || (!mark && at - start >= SPAN)) {
        return at;
      }
      at += Character.charCount(point);
    }
    return at;
  }

  static boolean isMark(int point) {
    int type = Character.getType(point);
    return type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK
        || type == Character.ENCLOSING_MARK;
  }

  private static void fold(String apart, StringBuilder out) {
    for (int i = 0; i < apart.length(); ) {
      int point = apart.codePointAt(i);
      i += Character.charCount(point);
      if (point < 0x80) {
        out.append(ascii((char) point));
      } else if (point == 0xdf || point == 0x1e9e) {
        out.append("ss");
      } else if (point < 0xa0) {
        out.append(' ');
      } else if (point >= 0xd800 && point <= 0xdfff) {
        out.append('\ufffd');
      } else {
        out.appendCodePoint(Character.toLowerCase(Character.toUpperCase(point)));
      }
    }
  }
}

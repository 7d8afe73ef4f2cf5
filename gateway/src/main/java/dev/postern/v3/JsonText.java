package dev.postern.v3;

import java.util.Arrays;

/// A JSON text being written as UTF-8 (RFC 8259). Halves of surrogate pairs, which UTF-8 cannot
/// carry, become U+FFFD.
///
/// Belongs to one thread.
final class JsonText {
  private static final int START = 512;

  /// Characters that are written at once; each needs up to six octets.
  private static final int STRETCH = 512;

  private static final int LONGEST = 6;
  private static final String HEX = "0123456789abcdef";

  /// Whether an ASCII character stands for itself inside a string.
  private static final boolean[] PLAIN = new boolean[0x80];

  static {
    Arrays.fill(PLAIN, 0x20, 0x80, true);
    PLAIN['"'] = false;
    PLAIN['\\'] = false;
  }

  private byte[] out = new byte[START];
  private int length;

  /// Returns what was written.
  byte[] bytes() {
    return Arrays.copyOf(out, length);
  }

  private void room(int octets) {
    if (out.length - length < octets) {
      out = Arrays.copyOf(out, Math.max(Math.addExact(length, octets), 2 * out.length));
    }
  }

  /// Writes a character of the grammar itself.
  JsonText sign(char ascii) {
    room(1);
    out[length++] = (byte) ascii;
    return this;
  }

  /// Writes what is JSON already.
  JsonText raw(byte[] json) {
    room(json.length);
    System.arraycopy(json, 0, out, length, json.length);
    length += json.length;
    return this;
  }

  /// Writes ASCII that needs no escapes, such as a number.
  @SuppressWarnings("deprecation") // the quick way for text that is known to be ASCII
  JsonText plain(String ascii) {
    int octets = ascii.length();
    room(octets);
    ascii.getBytes(0, octets, out, length);
    length += octets;
    return this;
  }

  /// Writes a string.
  JsonText string(String text) {
    sign('"');
    for (int i = 0; i < text.length(); ) {
      int end = Math.min(text.length(), i + STRETCH);
      room(LONGEST * (STRETCH + 1));
      while (i < end) {
        char c = text.charAt(i++);
        if (c < 0x80) {
          ascii(c);
        } else if (Character.isHighSurrogate(c)
            && i < text.length()
            && Character.isLowSurrogate(text.charAt(i))) {
          supplementary(Character.toCodePoint(c, text.charAt(i++)));
        } else {
          basic(Character.isSurrogate(c) ? '\ufffd' : c);
        }
      }
    }
    return sign('"');
  }

  private void ascii(char c) {
    if (PLAIN[c]) {
      out[length++] = (byte) c;
      return;
    }
    out[length++] = '\\';
    switch (c) {
      case '"', '\\' -> out[length++] = (byte) c;
      case '\n' -> out[length++] = 'n';
      case '\r' -> out[length++] = 'r';
      case '\t' -> out[length++] = 't';
      case '\b' -> out[length++] = 'b';
      case '\f' -> out[length++] = 'f';
      default -> {
        out[length++] = 'u';
        out[length++] = '0';
        out[length++] = '0';
        out[length++] = (byte) HEX.charAt(c >> 4);
        out[length++] = (byte) HEX.charAt(c & 15);
      }
    }
  }

  private void basic(char c) {
    if (c < 0x800) {
      out[length++] = (byte) (0xc0 | c >> 6);
    } else {
      out[length++] = (byte) (0xe0 | c >> 12);
      out[length++] = (byte) (0x80 | (c >> 6 & 0x3f));
    }
    out[length++] = (byte) (0x80 | (c & 0x3f));
  }

  private void supplementary(int point) {
    out[length++] = (byte) (0xf0 | point >> 18);
    out[length++] = (byte) (0x80 | (point >> 12 & 0x3f));
    out[length++] = (byte) (0x80 | (point >> 6 & 0x3f));
    out[length++] = (byte) (0x80 | (point & 0x3f));
  }
}

package dev.postern.mail;

import java.util.Arrays;

/// Decodes base64 (RFC 2045 section 6.8): other characters are skipped, `=` ends the content.
final class Base64Input extends DecodingInput {
  private static final byte[] DIGITS = new byte[256];

  static {
    Arrays.fill(DIGITS, (byte) -1);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < alphabet.length(); i++) {
      DIGITS[alphabet.charAt(i)] = (byte) i;
    }
  }

  private int bits;
  private int count;
  private boolean ended;

  Base64Input(SegmentInput encoded) {
    super(encoded);
  }

  @Override
  int decoded() {
    while (count < 8) {
      int c = ended ? -1 : next();
      if (c < 0 || c == '=') {
        ended = true;
        return -1;
      }
      if (DIGITS[c] >= 0) {
        bits = bits << 6 | DIGITS[c];
        count += 6;
      }
    }
    count -= 8;
    return bits >>> count & 0xff;
  }
}

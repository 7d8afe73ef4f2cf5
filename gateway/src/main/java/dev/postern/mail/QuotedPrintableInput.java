package dev.postern.mail;

/// Decodes quoted-printable (RFC 2045 section 6.7): white space before a line end is dropped, a
/// soft line break too, and `=` with no two digits after it stays as it is.
final class QuotedPrintableInput extends DecodingInput {
  /// Longest run of white space that is held back until it is known what follows it.
  private static final int MAX_BLANKS = 998;

  private final int[] back = new int[3];
  private int held;
  private final byte[] ready = new byte[MAX_BLANKS + 3];
  private int readyAt;
  private int readyEnd;

  QuotedPrintableInput(SegmentInput encoded) {
    super(encoded);
  }

  @Override
  int decoded() {
    while (true) {
      if (readyAt < readyEnd) {
        return ready[readyAt++] & 0xff;
      }
      int c = take();
      if (c == '=') {
        int decoded = escape();
        if (decoded >= 0) {
          return decoded;
        }
      } else if (Octets.isBlank(c)) {
        blanks(c);
      } else {
        return c;
      }
    }
  }

  private int take() {
    return held > 0 ? back[--held] : next();
  }

  private void putBack(int c) {
    back[held++] = c;
  }

  /// Returns the octet after `=`; -1 for a soft line break, which yields nothing.
  private int escape() {
    int first = take();
    int high = Character.digit(first, 16);
    if (high >= 0) {
      int second = take();
      int low = Character.digit(second, 16);
      if (low >= 0) {
        return high << 4 | low;
      }
      putBack(second);
      putBack(first);
      return '=';
    }
    while (Octets.isBlank(first)) {
      first = take();
    }
    if (first == '\r') {
      first = take();
      if (first != '\n') {
        putBack(first);
      }
      return -1;
    }
    if (first == '\n') {
      return -1;
    }
    putBack(first);
    return first < 0 ? -1 : '=';
  }

  private void blanks(int first) {
    readyAt = 0;
    readyEnd = 0;
    int c = first;
    while (Octets.isBlank(c) && readyEnd < MAX_BLANKS) {
      ready[readyEnd++] = (byte) c;
      c = take();
    }
    if (c == '\r' || c == '\n' || c < 0) {
      readyEnd = 0;
    }
    putBack(c);
  }
}

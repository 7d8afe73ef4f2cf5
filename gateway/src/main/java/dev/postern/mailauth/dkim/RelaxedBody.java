package dev.postern.mailauth.dkim;

import java.security.MessageDigest;

/// Digests a body in its relaxed form (RFC 6376 section 3.4.4), fed piece after piece.
///
/// White space within a line becomes one space, at its end it goes; so do empty lines at the end. A
/// CR or LF that stands alone is text like any other octet.
final class RelaxedBody {
  private final MessageDigest digest;
  private final byte[] out = new byte[16 << 10];
  private int filled;
  private long length;

  /// Line ends that count only if text comes after them.
  private long lines;

  private boolean blank;
  private boolean carriage;

  RelaxedBody(MessageDigest digest) {
    this.digest = digest;
  }

  void update(byte[] in, int count) {
    for (int at = 0; at < count; at++) {
      byte b = in[at];
      boolean plain = b > ' ' || b < 0;
      if (plain && !carriage && !blank && lines == 0 && filled < out.length) {
        out[filled++] = b;
      } else {
        step(b);
      }
    }
  }

  private void step(byte b) {
    if (carriage) {
      carriage = false;
      if (b == '\n') {
        lines++;
        blank = false;
        return;
      }
      text((byte) '\r');
    }
    switch (b) {
      case '\r' -> carriage = true;
      case ' ', '\t' -> blank = true;
      default -> text(b);
    }
  }

  private void text(byte b) {
    for (; lines > 0; lines--) {
      put((byte) '\r');
      put((byte) '\n');
    }
    if (blank) {
      put((byte) ' ');
      blank = false;
    }
    put(b);
  }

  private void put(byte b) {
    if (filled == out.length) {
      flush();
    }
    out[filled++] = b;
  }

  private void flush() {
    digest.update(out, 0, filled);
    length += filled;
    filled = 0;
  }

  /// Ends the body and returns how long its relaxed form is.
  long finish() {
    if (carriage) {
      carriage = false;
      text((byte) '\r');
    }
    if (length + filled > 0) {
      put((byte) '\r');
      put((byte) '\n');
    }
    flush();
    return length;
  }
}

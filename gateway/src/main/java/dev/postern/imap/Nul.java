package dev.postern.imap;

import java.nio.ByteBuffer;

/// NUL, which no literal may hold (RFC 9051 section 4.3): it goes out as 0x80, so that the length
/// stays.
final class Nul {
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final int BLOCK = 4 * Long.BYTES;

  private Nul() {}

  /// Replaces NUL among the octets `from` to `to` of `bytes`, a block at a time where there is
  /// none.
  static void hide(ByteBuffer bytes, int from, int to) {
    int at = from;
    for (; at <= to - BLOCK; at += BLOCK) {
      long any =
          zeros(bytes.getLong(at))
              | zeros(bytes.getLong(at + Long.BYTES))
              | zeros(bytes.getLong(at + 2 * Long.BYTES))
              | zeros(bytes.getLong(at + 3 * Long.BYTES));
      if (any != 0) {
        eachHidden(bytes, at, at + BLOCK);
      }
    }
    eachHidden(bytes, at, to);
  }

  /// Returns a value other than 0 if one of eight octets is 0.
  private static long zeros(long octets) {
    return (octets - ONES) & ~octets & HIGHS;
  }

  private static void eachHidden(ByteBuffer bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes.get(i) == 0) {
        bytes.put(i, (byte) 0x80);
      }
    }
  }
}

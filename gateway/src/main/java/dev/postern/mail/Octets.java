package dev.postern.mail;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Looks into a message's bytes without copying more than what is asked for.
///
/// Header text is held as ISO-8859-1 strings here: one character for each octet, so nothing is lost
/// before it is known which character set the octets are in.
final class Octets {
  private static final ValueLayout.OfLong WORD =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final long LOW_BITS = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long LF_WORD = 0x0A0A0A0A0A0A0A0AL;

  private Octets() {}

  /// Returns the offset of the first LF in `from` .. `to` - 1, or `to` if there is none.
  static long lineFeed(MemorySegment message, long from, long to) {
    long at = from;
    for (long last = to - Long.BYTES; at <= last; at += Long.BYTES) {
      long word = message.get(WORD, at) ^ LF_WORD;
      long zeroes = (word - LOW_BITS) & ~word & HIGH_BITS;
      if (zeroes != 0) {
        return at + (Long.numberOfTrailingZeros(zeroes) >>> 3);
      }
    }
    while (at < to && at(message, at) != '\n') {
      at++;
    }
    return at;
  }

  static byte at(MemorySegment message, long offset) {
    return message.get(ValueLayout.JAVA_BYTE, offset);
  }

  static byte[] copy(MemorySegment message, long from, long to) {
    byte[] bytes = new byte[Math.toIntExact(to - from)];
    MemorySegment.copy(message, ValueLayout.JAVA_BYTE, from, bytes, 0, bytes.length);
    return bytes;
  }

  static String latin1(MemorySegment message, long from, long to) {
    return new String(copy(message, from, to), StandardCharsets.ISO_8859_1);
  }

  /// Returns a field's value without its folds and without white space around it (RFC 5322 section
  /// 2.2.3); what stands after the first `limit` octets is left out.
  static String unfolded(MemorySegment message, long from, long to, int limit) {
    String raw = latin1(message, from, Math.min(to, from + limit));
    if (raw.indexOf('\n') >= 0) {
      raw = raw.replace("\r\n", "").replace("\n", "");
    }
    int start = 0;
    int end = raw.length();
    while (start < end && isBlank(raw.charAt(start))) {
      start++;
    }
    while (end > start && isBlank(raw.charAt(end - 1))) {
      end--;
    }
    return raw.substring(start, end);
  }

  static boolean isBlank(int c) {
    return c == ' ' || c == '\t';
  }
}

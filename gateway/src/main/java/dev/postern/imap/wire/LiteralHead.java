package dev.postern.imap.wire;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// A literal's announcement at the end of a line: `{n}` or `{n+}` (RFC 9051 section 4.3, RFC 7888).
///
/// @param start index of the brace
/// @param end index after the closing brace
/// @param length octets announced; -1 if the number does not fit 63 bits
/// @param synchronizing whether the client waits for a `+`
record LiteralHead(int start, int end, long length, boolean synchronizing) {
  /// Finds the announcement that the line from `from` to the line feed at `lineFeed` ends in.
  static @Nullable LiteralHead endingAt(ByteBuf in, int from, int lineFeed) {
    int at = lineFeed - 1;
    if (at >= from && in.getByte(at) == '\r') {
      at--;
    }
    if (at < from || in.getByte(at) != '}') {
      return null;
    }
    int end = at + 1;
    at--;
    boolean plus = at >= from && in.getByte(at) == '+';
    if (plus) {
      at--;
    }
    int lastDigit = at;
    while (at >= from && ImapCursor.isDigit(in.getByte(at))) {
      at--;
    }
    if (at < from || at == lastDigit || in.getByte(at) != '{') {
      return null;
    }
    return new LiteralHead(at, end, value(in, at + 1, lastDigit), !plus);
  }

  private static long value(ByteBuf in, int from, int last) {
    long value = 0;
    for (int i = from; i <= last; i++) {
      int digit = in.getByte(i) - '0';
      if (value > (Long.MAX_VALUE - digit) / 10) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }
}

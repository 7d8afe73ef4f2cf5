package dev.postern.imap.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/// What the framer must see in a command before it is parsed.
final class CommandText {
  /// The longest tag, in octets; it is sent back with every answer.
  static final int MAX_TAG = 100;

  private CommandText() {}

  /// Says whether the literal at `start` is the message of an APPEND or REPLACE, and not its
  /// mailbox name.
  static boolean isMessage(ByteBuf bytes, int start) {
    int at = afterWord(bytes, bytes.readerIndex(), start);
    if (is(bytes, at, start, "APPEND ")) {
      return at + 7 < start;
    }
    if (is(bytes, at, start, "UID ")) {
      at += 4;
    }
    return is(bytes, at, start, "REPLACE ") && afterWord(bytes, at + 8, start) < start;
  }

  private static int afterWord(ByteBuf bytes, int from, int end) {
    int space = bytes.indexOf(from, end, (byte) ' ');
    return space < 0 ? end : space + 1;
  }

  private static boolean is(ByteBuf bytes, int at, int end, String word) {
    return end - at >= word.length()
        && bytes.toString(at, word.length(), StandardCharsets.US_ASCII).equalsIgnoreCase(word);
  }

  /// Finds the tag of a command that is refused unread.
  static String tag(ByteBuf bytes) {
    int start = bytes.readerIndex();
    int end = Math.min(bytes.writerIndex(), start + MAX_TAG + 1);
    for (int at = start; at < end; at++) {
      int c = bytes.getUnsignedByte(at);
      if (c == ' ' && at > start) {
        return bytes.toString(start, at - start, StandardCharsets.US_ASCII);
      }
      if (!ImapCursor.isAtomChar(c) || c == '+') {
        break;
      }
    }
    return "*";
  }
}

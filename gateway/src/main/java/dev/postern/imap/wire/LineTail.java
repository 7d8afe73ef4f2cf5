package dev.postern.imap.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/// Skips a line and keeps only its end, enough to see whether it announces a literal.
final class LineTail {
  private static final int KEPT = 32;

  private final byte[] tail = new byte[KEPT];
  private int kept;
  private int length;

  /// Starts a line.
  void start() {
    kept = 0;
    length = 0;
  }

  /// Skips octets up to and with the line feed.
  ///
  /// @return whether it came
  boolean take(ByteBuf in) {
    int lineFeed = in.indexOf(in.readerIndex(), in.writerIndex(), (byte) '\n');
    int count = (lineFeed < 0 ? in.writerIndex() : lineFeed + 1) - in.readerIndex();
    int fresh = Math.min(count, KEPT);
    int old = Math.min(kept, KEPT - fresh);
    System.arraycopy(tail, kept - old, tail, 0, old);
    in.skipBytes(count - fresh);
    in.readBytes(tail, old, fresh);
    kept = old + fresh;
    length += count;
    return lineFeed >= 0;
  }

  /// Returns the octets skipped so far.
  int length() {
    return length;
  }

  /// Returns the literal that the finished line announces.
  @Nullable LiteralHead literal() {
    return LiteralHead.endingAt(Unpooled.wrappedBuffer(tail, 0, kept), 0, kept - 1);
  }
}

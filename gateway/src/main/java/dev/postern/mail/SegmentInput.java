package dev.postern.mail;

import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Reads a range of a message as a stream, without copying it whole.
final class SegmentInput extends InputStream {
  private final MemorySegment message;
  private final long end;
  private long at;

  SegmentInput(MemorySegment message, long start, long end) {
    this.message = message;
    this.at = start;
    this.end = end;
  }

  @Override
  public int read() {
    return at < end ? Octets.at(message, at++) & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    int count = (int) Math.min(length, end - at);
    if (count <= 0) {
      return -1;
    }
    MemorySegment.copy(message, ValueLayout.JAVA_BYTE, at, into, offset, count);
    at += count;
    return count;
  }

  @Override
  public int available() {
    return (int) Math.min(Integer.MAX_VALUE, end - at);
  }
}

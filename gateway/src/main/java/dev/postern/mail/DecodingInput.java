package dev.postern.mail;

import java.io.InputStream;

/// A stream that turns encoded octets into content; broken input never makes it throw.
abstract class DecodingInput extends InputStream {
  private static final int CHUNK = 8 << 10;

  private final SegmentInput encoded;
  private final byte[] in = new byte[CHUNK];
  private int inAt;
  private int inEnd;

  DecodingInput(SegmentInput encoded) {
    this.encoded = encoded;
  }

  /// Returns the next encoded octet, -1 at the end.
  final int next() {
    if (inAt == inEnd) {
      inEnd = Math.max(0, encoded.read(in, 0, in.length));
      inAt = 0;
      if (inEnd == 0) {
        return -1;
      }
    }
    return in[inAt++] & 0xff;
  }

  /// Returns the next octet of the content, -1 at the end.
  abstract int decoded();

  @Override
  public int read() {
    return decoded();
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    int count = 0;
    while (count < length) {
      int octet = decoded();
      if (octet < 0) {
        return count == 0 ? -1 : count;
      }
      into[offset + count++] = (byte) octet;
    }
    return count;
  }
}

package dev.postern.api;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// Decodes Base64 on its way to another stream (RFC 2045 section 6.8): characters outside the
/// alphabet are passed over, and whatever follows padding is not there. A flush ends the text.
final class Base64Output extends FilterOutputStream {
  private int bits;
  private int held;
  private boolean padded;

  Base64Output(OutputStream target) {
    super(target);
  }

  @Override
  public void write(byte[] octets, int offset, int length) throws IOException {
    byte[] decoded = new byte[length];
    int count = 0;
    for (int i = offset; i < offset + length; i++) {
      int value = value(octets[i]);
      if (value < 0 || padded) {
        continue;
      }
      bits = bits << 6 | value;
      held += 6;
      if (held >= 8) {
        held -= 8;
        decoded[count++] = (byte) (bits >> held);
      }
    }
    out.write(decoded, 0, count);
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void flush() throws IOException {
    // One character alone holds no octet.
    if (held == 6) {
      throw Multipart.malformed("has a part that is not Base64");
    }
    out.flush();
  }

  private int value(byte octet) {
    if (octet == '=') {
      padded = true;
      return -1;
    }
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".indexOf(octet);
  }
}

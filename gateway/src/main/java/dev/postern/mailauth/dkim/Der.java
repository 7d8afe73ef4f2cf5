package dev.postern.mailauth.dkim;

import java.nio.ByteBuffer;

/// Writes the little DER (ITU-T X.690) that older key forms need.
final class Der {
  private Der() {}

  /// Returns a value with its tag and length in front.
  static byte[] of(int tag, byte[] content) {
    int length = content.length;
    int more = length < 0x80 ? 0 : length < 0x100 ? 1 : length < 0x10000 ? 2 : 3;
    ByteBuffer out = ByteBuffer.allocate(2 + more + length).put((byte) tag);
    out.put((byte) (more == 0 ? length : 0x80 | more));
    for (int shift = 8 * (more - 1); shift >= 0; shift -= 8) {
      out.put((byte) (length >> shift));
    }
    return out.put(content).array();
  }
}

package dev.postern.store.sqlite;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes numbers and text in few bytes: seven bits a byte, lowest first.
final class Packer {
  private byte[] bytes = new byte[64];
  private int length;

  /// Adds a number that is rarely negative.
  Packer number(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    put((byte) rest);
    return this;
  }

  /// Adds a number of either sign.
  Packer signed(long value) {
    return number((value << 1) ^ (value >> 63));
  }

  Packer text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    number(utf8.length);
    if (length + utf8.length > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + utf8.length));
    }
    System.arraycopy(utf8, 0, bytes, length, utf8.length);
    length += utf8.length;
    return this;
  }

  private void put(byte value) {
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * length);
    }
    bytes[length++] = value;
  }

  byte[] bytes() {
    return Arrays.copyOf(bytes, length);
  }
}

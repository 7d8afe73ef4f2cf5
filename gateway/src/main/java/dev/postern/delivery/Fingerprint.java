package dev.postern.delivery;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// SHA-256 of texts and of message bodies, as the names by which messages are noted.
public final class Fingerprint {
  private static final int STEP = 1 << 16;

  private Fingerprint() {}

  /// Returns the fingerprint of a text.
  public static String of(String text) {
    return hex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  /// Returns the fingerprint of a text and of bytes behind it.
  public static String of(String text, List<MemorySegment> contents) {
    MessageDigest digest = sha256();
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    contents.forEach(content -> digest.update(content.asByteBuffer()));
    return hex(digest.digest());
  }

  /// Returns the fingerprint of a message's body. Line ends count alike, and those at its very end
  /// do not count: clients and servers add and drop them.
  ///
  /// @param start where the body begins
  static String ofBody(MemorySegment message, long start) {
    MessageDigest digest = sha256();
    byte[] in = new byte[STEP];
    byte[] out = new byte[STEP];
    long end = message.byteSize();
    while (end > start && isLineEnd(message.get(ValueLayout.JAVA_BYTE, end - 1))) {
      end--;
    }
    for (long at = start; at < end; at += STEP) {
      int length = (int) Math.min(STEP, end - at);
      MemorySegment.copy(message, ValueLayout.JAVA_BYTE, at, in, 0, length);
      int kept = 0;
      for (int i = 0; i < length; i++) {
        if (in[i] != '\r') {
          out[kept++] = in[i];
        }
      }
      digest.update(out, 0, kept);
    }
    return hex(digest.digest());
  }

  private static boolean isLineEnd(byte octet) {
    return octet == '\r' || octet == '\n';
  }

  private static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest, 0, 16);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

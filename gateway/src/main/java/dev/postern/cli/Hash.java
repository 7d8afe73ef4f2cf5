package dev.postern.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/// Short names that stand for long things.
final class Hash {
  private static final int OCTETS = 16;

  private Hash() {}

  /// Something that can be read from its beginning.
  @FunctionalInterface
  interface Content {
    InputStream open() throws IOException;
  }

  /// Returns 22 letters, digits, `-` and `_` for a text.
  static String of(String text) {
    MessageDigest digest = sha256();
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    return name(digest);
  }

  /// Returns the like for a text and octets behind it.
  static String of(String text, Content content) throws IOException {
    MessageDigest digest = sha256();
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    byte[] piece = new byte[16 << 10];
    try (InputStream in = content.open()) {
      for (int count = in.read(piece); count > 0; count = in.read(piece)) {
        digest.update(piece, 0, count);
      }
    }
    return name(digest);
  }

  private static String name(MessageDigest digest) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOf(digest.digest(), OCTETS));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

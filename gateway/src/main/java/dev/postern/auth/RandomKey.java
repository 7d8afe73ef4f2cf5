package dev.postern.auth;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/// Secrets that programs carry: a prefix that says what it is, and 40 letters and digits, 238 bits.
/// One round of SHA-256 hides such a secret; there is nothing to guess.
final class RandomKey {
  private static final String BASE62 =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int LENGTH = 40;
  private static final SecureRandom RANDOM = new SecureRandom();

  private RandomKey() {}

  static String make(String prefix) {
    var key = new StringBuilder(prefix);
    for (int i = 0; i < LENGTH; i++) {
      key.append(BASE62.charAt(RANDOM.nextInt(BASE62.length())));
    }
    return key.toString();
  }

  /// Returns what is stored of it.
  static byte[] hash(String key) {
    return Scram.sha256(key.getBytes(StandardCharsets.UTF_8));
  }
}

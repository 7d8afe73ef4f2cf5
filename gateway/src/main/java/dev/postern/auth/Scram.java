package dev.postern.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/// SCRAM-SHA-256 (RFC 7677): what a server stores of a password. It cannot be made later from a
/// bcrypt hash, so it is stored from the first day.
final class Scram {
  /// RFC 7677 section 4: at least 4096.
  static final int ITERATIONS = 4096;

  private Scram() {}

  /// Returns `SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey` (RFC 5803 section 2).
  ///
  /// @param password ASCII, so that SASLprep would leave it as it is
  static String verifier(String password, byte[] salt, int iterations) {
    byte[] salted = hi(password, salt, iterations);
    byte[] storedKey = sha256(hmac(salted, "Client Key"));
    byte[] serverKey = hmac(salted, "Server Key");
    Base64.Encoder base64 = Base64.getEncoder();
    return "SCRAM-SHA-256$"
        + iterations
        + ":"
        + base64.encodeToString(salt)
        + "$"
        + base64.encodeToString(storedKey)
        + ":"
        + base64.encodeToString(serverKey);
  }

  /// Says whether `password` is the one of a stored verifier.
  ///
  /// @param verifier as [#verifier] makes it
  static boolean matches(String password, String verifier) {
    String[] parts = verifier.split("[$:]", -1);
    Base64.Decoder base64 = Base64.getDecoder();
    byte[] clientKey = clientKey(password, base64.decode(parts[2]), Integer.parseInt(parts[1]));
    return MessageDigest.isEqual(sha256(clientKey), base64.decode(parts[3]));
  }

  /// Returns the ClientKey of RFC 5802 section 3, which only who has the password can make.
  static byte[] clientKey(String password, byte[] salt, int iterations) {
    return hmac(hi(password, salt, iterations), "Client Key");
  }

  /// Hi() of RFC 5802 section 2.2 is PBKDF2 with an output of one hash.
  private static byte[] hi(String password, byte[] salt, int iterations) {
    try {
      var spec = new PBEKeySpec(password.toCharArray(), salt, iterations, 256);
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no PBKDF2", e);
    }
  }

  static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no HmacSHA256", e);
    }
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}

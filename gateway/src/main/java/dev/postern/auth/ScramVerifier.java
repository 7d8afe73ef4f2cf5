package dev.postern.auth;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;

/// What a server checks a SCRAM proof with (RFC 5802 section 3).
record ScramVerifier(int iterations, byte[] salt, byte[] storedKey, byte[] serverKey) {

  /// Reads what [Scram#verifier] made.
  static ScramVerifier parse(String stored) {
    String[] parts = stored.split("[$:]", -1);
    Base64.Decoder base64 = Base64.getDecoder();
    return new ScramVerifier(
        Integer.parseInt(parts[1]),
        base64.decode(parts[2]),
        base64.decode(parts[3]),
        base64.decode(parts[4]));
  }

  /// Makes one that no proof fits, for a name that has no password. The same name gets the same
  /// salt each time, as one that has a password does.
  ///
  /// @param key of this server alone, the same after a restart
  static ScramVerifier madeUp(byte[] key, String name) {
    byte[] salt = Arrays.copyOf(Scram.hmac(key, "salt\0" + name), 16);
    byte[] nothing = Scram.hmac(key, "key\0" + name);
    return new ScramVerifier(Scram.ITERATIONS, salt, nothing, nothing);
  }

  /// Says whether `proof` was made with the password, for this AuthMessage; in constant time.
  boolean accepts(byte[] proof, String message) {
    byte[] signature = Scram.hmac(storedKey, message);
    if (proof.length != signature.length) {
      return false;
    }
    byte[] clientKey = new byte[proof.length];
    for (int i = 0; i < proof.length; i++) {
      clientKey[i] = (byte) (proof[i] ^ signature[i]);
    }
    return MessageDigest.isEqual(Scram.sha256(clientKey), storedKey);
  }

  /// Returns the server's own proof.
  byte[] signature(String message) {
    return Scram.hmac(serverKey, message);
  }

  /// Leaves the keys out.
  @Override
  public String toString() {
    return "ScramVerifier[iterations=" + iterations + "]";
  }
}

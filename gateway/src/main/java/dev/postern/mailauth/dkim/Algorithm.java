package dev.postern.mailauth.dkim;

import java.util.Optional;

/// How a signature is made. `rsa-sha1` is none: RFC 8301 section 3.1.
public enum Algorithm {
  /// RSA with PKCS #1 v1.5 padding (RFC 6376 section 3.3.2).
  RSA_SHA256("rsa-sha256", "rsa"),
  /// Ed25519 over the SHA-256 of what is signed (RFC 8463 section 3).
  ED25519_SHA256("ed25519-sha256", "ed25519");

  private final String tag;
  private final String keyType;

  Algorithm(String tag, String keyType) {
    this.tag = tag;
    this.keyType = keyType;
  }

  /// Finds the algorithm of an `a=` tag, in any case.
  public static Optional<Algorithm> of(String tag) {
    for (Algorithm each : values()) {
      if (each.tag.equalsIgnoreCase(tag)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /// Returns the value of the `a=` tag.
  public String tag() {
    return tag;
  }

  /// Returns the value of the key record's `k=` tag.
  public String keyType() {
    return keyType;
  }
}

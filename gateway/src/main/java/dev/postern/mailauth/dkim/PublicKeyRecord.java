package dev.postern.mailauth.dkim;

import dev.postern.mailauth.TagList;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A key record of the DNS, read (RFC 6376 section 3.6.1).
record PublicKeyRecord(TagList tags) {
  private static final int MIN_RSA = 1024;
  private static final int MAX_RSA = 8192;
  // Real exponents have 17 bits; a long one makes each check as dear as a signature.
  private static final int MAX_EXPONENT = 64;
  private static final byte[] ED25519 = {0x30, 42, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, 33, 0};
  private static final byte[] RSA = {
    0x30, 13, 6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 13, 1, 1, 1, 5, 0
  };

  /// Reads a TXT record; empty if it is no DKIM key: others may stand at the same name.
  static Optional<PublicKeyRecord> parse(String text) {
    return TagList.parse(text)
        .filter(list -> list.has("p"))
        .filter(list -> !list.has("v") || isVersioned(list))
        .map(PublicKeyRecord::new);
  }

  // The version is optional, but if there is one it is the first tag.
  private static boolean isVersioned(TagList list) {
    return list.get("v", "").equals("DKIM1") && list.tags().keySet().iterator().next().equals("v");
  }

  boolean revoked() {
    return tags.solid("p").isEmpty();
  }

  boolean testing() {
    return flags().contains("y");
  }

  /// Says whether `i=` must name the domain itself (`t=s`).
  boolean strict() {
    return flags().contains("s");
  }

  private List<String> flags() {
    return list("t");
  }

  private List<String> list(String tag) {
    return Arrays.asList(tags.solid(tag).toLowerCase(Locale.ROOT).split(":", -1));
  }

  /// Says what forbids checking a signature of that algorithm with this key; empty if nothing.
  Optional<Outcome> unfit(Algorithm algorithm) {
    if (revoked()) {
      return Optional.of(Outcome.permerror("key revoked"));
    }
    if (!tags.get("k", "rsa").toLowerCase(Locale.ROOT).equals(algorithm.keyType())) {
      return Optional.of(Outcome.permerror("key of another type"));
    }
    if (tags.has("h") && !list("h").contains("sha256")) {
      return Optional.of(Outcome.permerror("key not for sha256"));
    }
    boolean email = !tags.has("s") || list("s").contains("*") || list("s").contains("email");
    return email ? Optional.empty() : Optional.of(Outcome.permerror("key not for email"));
  }

  /// Returns the key itself; empty if its octets are none.
  Optional<PublicKey> key(Algorithm algorithm) {
    try {
      byte[] octets = Base64.getDecoder().decode(tags.solid("p"));
      if (algorithm == Algorithm.RSA_SHA256) {
        return rsa(octets);
      }
      return octets.length == 32
          ? x509("Ed25519", concatenated(ED25519, octets))
          : x509("Ed25519", octets);
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  // The RFC shows a SubjectPublicKeyInfo and says RSAPublicKey: both are found.
  private static Optional<PublicKey> rsa(byte[] octets) {
    byte[] bits = Der.of(3, concatenated(new byte[] {0}, octets));
    return x509("RSA", octets)
        .or(() -> x509("RSA", Der.of(0x30, concatenated(RSA, bits))))
        .filter(key ->
            key instanceof RSAPublicKey rsa
                && rsa.getPublicExponent().bitLength() <= MAX_EXPONENT
                && rsa.getModulus().bitLength() <= MAX_RSA);
  }

  /// Says whether an RSA key is shorter than RFC 8301 section 3.2 lets us believe.
  static boolean weak(PublicKey key) {
    return key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < MIN_RSA;
  }

  private static Optional<PublicKey> x509(String type, byte[] der) {
    try {
      return Optional.of(KeyFactory.getInstance(type).generatePublic(new X509EncodedKeySpec(der)));
    } catch (GeneralSecurityException _) {
      return Optional.empty();
    }
  }

  private static byte[] concatenated(byte[] first, byte[] second) {
    byte[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }
}

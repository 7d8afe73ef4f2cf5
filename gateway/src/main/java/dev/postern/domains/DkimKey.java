package dev.postern.domains;

import java.time.Instant;
import java.util.Optional;

/// A key that signs a domain's mail, or did or will (RFC 6376).
///
/// @param selector names it in the DNS: `<selector>._domainkey.<domain>`
/// @param privateKey PKCS #8; never shown, logged or sent
/// @param publicKey X.509 SubjectPublicKeyInfo
/// @param seenAt since when its record is in the DNS; empty: it is not, so that nothing is signed
///   with it
/// @param retiredAt since when a newer one signs; its record stays a while for mail on its way
public record DkimKey(
    String selector,
    Algorithm algorithm,
    byte[] privateKey,
    byte[] publicKey,
    Instant createdAt,
    Optional<Instant> seenAt,
    Optional<Instant> retiredAt) {
  /// How it signs.
  public enum Algorithm {
    /// RSA with 2048 bits and SHA-256.
    RSA("r"),
    /// Ed25519 with SHA-256 (RFC 8463).
    ED25519("e");

    private final String mark;

    Algorithm(String mark) {
      this.mark = mark;
    }

    /// Returns the letter that ends its selectors.
    String mark() {
      return mark;
    }
  }

  /// Says whether its record was not seen yet.
  public boolean isPending() {
    return seenAt.isEmpty() && retiredAt.isEmpty();
  }

  /// Says whether mail is signed with it.
  public boolean isActive() {
    return seenAt.isPresent() && retiredAt.isEmpty();
  }

  /// Returns it as one whose record was seen, or is there no longer.
  DkimKey seen(Optional<Instant> since) {
    return new DkimKey(selector, algorithm, privateKey, publicKey, createdAt, since, retiredAt);
  }

  /// Returns it as one that signs no longer.
  DkimKey retired(Instant now) {
    return new DkimKey(
        selector, algorithm, privateKey, publicKey, createdAt, seenAt, Optional.of(now));
  }

  /// Names it without the key.
  @Override
  public String toString() {
    return "DkimKey[" + selector + ", " + algorithm + "]";
  }
}

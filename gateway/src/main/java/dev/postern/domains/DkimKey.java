package dev.postern.domains;

import dev.postern.mailauth.dkim.Algorithm;
import dev.postern.mailauth.dkim.SigningKey;
import java.time.Instant;
import java.util.Optional;

/// A key that signs a domain's mail, or did or will (RFC 6376).
///
/// @param seenAt since when its record is in the DNS; empty: it is not, so that nothing is signed
///   with it
/// @param retiredAt since when a newer one signs; its record stays a while for mail on its way
public record DkimKey(
    SigningKey key, Instant createdAt, Optional<Instant> seenAt, Optional<Instant> retiredAt) {
  /// Returns its name in the DNS.
  public String selector() {
    return key.selector();
  }

  /// Returns how it signs.
  public Algorithm algorithm() {
    return key.algorithm();
  }

  /// Returns where its record stands, relative to the domain.
  String host() {
    return selector() + "._domainkey";
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
    return new DkimKey(key, createdAt, since, retiredAt);
  }

  /// Returns it as one that signs no longer.
  DkimKey retired(Instant now) {
    return new DkimKey(key, createdAt, seenAt, Optional.of(now));
  }
}

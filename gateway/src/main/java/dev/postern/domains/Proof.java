package dev.postern.domains;

import java.util.Locale;
import java.util.Optional;

/// What is looked for in the DNS records of a domain (spec/api-admin.md section 7.2).
public enum Proof {
  /// A TXT record that only the owner can have published.
  OWNERSHIP,
  /// Mail for the domain is brought here.
  MX,
  /// This server may send for the domain (RFC 7208).
  SPF,
  /// The public halves of the keys that sign its mail (RFC 6376).
  DKIM,
  /// Reports of failed delivery are brought here: the MX record of `bounce.` below it.
  FEEDBACK,
  /// What others do with mail that is not authentic (RFC 7489). Recommended only.
  DMARC,
  /// The keys that seal forwarded mail (RFC 8617), which are those of DKIM. Recommended only.
  ARC;

  /// Returns the name that the API uses.
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Returns the proof with this name of the API.
  public static Optional<Proof> named(String wire) {
    for (Proof proof : values()) {
      if (proof.wire().equals(wire)) {
        return Optional.of(proof);
      }
    }
    return Optional.empty();
  }
}

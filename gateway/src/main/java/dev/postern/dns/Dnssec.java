package dev.postern.dns;

/// Whose word counts for [Answer#secure].
public enum Dnssec {
  /// Nobody's: no answer is secure.
  OFF,
  /// That of the configured servers, which the way to must be safe (RFC 6840 section 5.7).
  TRUST_AD,
  /// Our own, by signatures up to the root's key; what has wrong ones is [Answer.Status#FAILED].
  VALIDATE
}

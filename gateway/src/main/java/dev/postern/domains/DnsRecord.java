package dev.postern.domains;

/// A record that a domain's owner publishes.
///
/// @param host relative to the domain; `@` is the domain itself
/// @param type `TXT` or `MX`
/// @param value of a TXT record its text, of an MX record its preference and host (`10 mx.test`)
/// @param status how it stands with it
/// @param note what to know about it; may be empty
public record DnsRecord(
    Proof proof,
    String host,
    String type,
    String value,
    Need need,
    Finding.Status status,
    String note) {
  /// Whether it has to be there.
  public enum Need {
    /// Nothing works without it.
    REQUIRED,
    /// It is good to have.
    RECOMMENDED,
    /// It was needed and may be removed.
    REMOVABLE
  }
}

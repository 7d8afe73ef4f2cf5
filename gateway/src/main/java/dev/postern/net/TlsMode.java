package dev.postern.net;

/// How a listener is protected.
public enum TlsMode {
  /// Not at all.
  PLAIN,
  /// When the client asks for it (RFC 2595, RFC 3207).
  STARTTLS,
  /// From the first byte (RFC 8314).
  IMPLICIT
}

package dev.postern.config;

/// Who may send a password without TLS (`security.plaintext-login`).
public enum PlaintextLogin {
  /// Nobody.
  NEVER,
  /// Connections whose two ends are loopback addresses, with no proxy header seen.
  LOOPBACK,
  /// Everybody: for networks that something else protects.
  ALWAYS
}

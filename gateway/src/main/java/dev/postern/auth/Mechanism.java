package dev.postern.auth;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;

/// The SASL mechanisms, in the order they are announced: some clients take the first they know
/// (clients.md row 46). None binds to a channel.
public enum Mechanism {
  /// Name and password at once (RFC 4616).
  PLAIN("PLAIN"),
  /// Name, then password.
  LOGIN("LOGIN"),
  /// An access token (RFC 7628).
  OAUTHBEARER("OAUTHBEARER"),
  /// An access token, as clients did it before RFC 7628.
  XOAUTH2("XOAUTH2"),
  /// A proof that the client has the password (RFC 7677).
  SCRAM_SHA_256("SCRAM-SHA-256");

  private final String wire;

  Mechanism(String wire) {
    this.wire = wire;
  }

  /// Returns its name in the registry.
  public String wire() {
    return wire;
  }

  /// Returns the mechanism with this name in any letter case.
  public static Optional<Mechanism> named(String name) {
    String wanted = name.toUpperCase(Locale.ROOT);
    for (Mechanism mechanism : values()) {
      if (mechanism.wire.equals(wanted)) {
        return Optional.of(mechanism);
      }
    }
    return Optional.empty();
  }

  /// Begins an exchange.
  ///
  /// @param from the client's address
  public Sasl begin(Authenticator authenticator, InetAddress from) {
    return switch (this) {
      case PLAIN -> new PlainSasl(authenticator, from);
      case LOGIN -> new LoginSasl(authenticator, from);
      case OAUTHBEARER -> new BearerSasl(authenticator, from, true);
      case XOAUTH2 -> new BearerSasl(authenticator, from, false);
      case SCRAM_SHA_256 -> new ScramSasl(authenticator, from);
    };
  }
}

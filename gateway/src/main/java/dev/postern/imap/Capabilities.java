package dev.postern.imap;

import dev.postern.net.Connection;
import java.util.stream.Collectors;

/// What is advertised (spec/protocols.md section 3.1): only what passes.
final class Capabilities {
  private static final String BEFORE_LOGIN = "IMAP4rev1 SASL-IR LITERAL- ID ENABLE";

  private Capabilities() {}

  /// Returns what a client that has signed in sees.
  static String afterLogin(Profile profile) {
    return profile.announced().stream().map(Capability::wire).collect(Collectors.joining(" "));
  }

  /// Returns what a client that has not signed in sees; it changes with TLS (C-3).
  static String beforeLogin(Connection connection) {
    String text = BEFORE_LOGIN;
    if (connection.tlsAvailable()) {
      text += " STARTTLS";
    }
    return text + (connection.loginAllowed() ? " AUTH=PLAIN AUTH=LOGIN" : " LOGINDISABLED");
  }
}

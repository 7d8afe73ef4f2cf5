package dev.postern.imap;

import dev.postern.net.Connection;

/// What is advertised (spec/protocols.md section 3.1): only what passes.
final class Capabilities {
  private static final String BEFORE_LOGIN = "IMAP4rev1 SASL-IR LITERAL- ID ENABLE";

  static final String AFTER_LOGIN =
      "IMAP4rev1 SASL-IR LITERAL+ ID ENABLE IDLE NAMESPACE CHILDREN UNSELECT UIDPLUS MOVE"
          + " SPECIAL-USE CONDSTORE LIST-EXTENDED LIST-STATUS STATUS=SIZE WITHIN";

  private Capabilities() {}

  /// Returns what a client that has not signed in sees; it changes with TLS (C-3).
  static String beforeLogin(Connection connection) {
    String text = BEFORE_LOGIN;
    if (connection.tlsAvailable()) {
      text += " STARTTLS";
    }
    return text + (connection.loginAllowed() ? " AUTH=PLAIN AUTH=LOGIN" : " LOGINDISABLED");
  }
}

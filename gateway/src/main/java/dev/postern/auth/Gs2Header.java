package dev.postern.auth;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;

/// The start of a SCRAM or OAUTHBEARER message (RFC 5801 section 4).
///
/// @param text as it was sent, with both commas
/// @param authzid whom the client wants to act as; empty: itself
record Gs2Header(String text, String authzid) {

  // gs2-header = gs2-cb-flag "," [ "a=" saslname ] ","
  /// Reads the header that `message` begins with.
  static Gs2Header read(String message) {
    int flag = message.indexOf(',');
    int end = message.indexOf(',', flag + 1);
    if (flag < 0 || end < 0) {
      throw SaslText.malformed();
    }
    // "y" is a client that could bind and saw no mechanism that does: true here. Only a mechanism
    // with -PLUS may be asked for "p" (incident 5).
    switch (message.substring(0, flag)) {
      case "n", "y" -> {}
      default ->
          throw new GatewayException(
              Fault.AUTHENTICATION_FAILED, "channel binding is not supported");
    }
    String authzid = message.substring(flag + 1, end);
    if (!authzid.isEmpty() && !authzid.startsWith("a=")) {
      throw SaslText.malformed();
    }
    return new Gs2Header(
        message.substring(0, end + 1), authzid.isEmpty() ? "" : name(authzid.substring(2)));
  }

  // saslname = 1*(value-safe-char / "=2C" / "=3D")
  /// Returns what a saslname stands for.
  static String name(String encoded) {
    var name = new StringBuilder();
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c == '=') {
        if (encoded.startsWith("=2C", i)) {
          c = ',';
        } else if (!encoded.startsWith("=3D", i)) {
          throw SaslText.malformed();
        }
        i += 2;
      }
      name.append(c);
    }
    if (name.isEmpty() || name.indexOf("\0") >= 0) {
      throw SaslText.malformed();
    }
    return name.toString();
  }
}

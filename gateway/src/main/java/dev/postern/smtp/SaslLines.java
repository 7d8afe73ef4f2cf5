package dev.postern.smtp;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.smtp.wire.Reply;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// SASL's challenges and responses as SMTP writes them (RFC 4954 section 4).
final class SaslLines {
  private SaslLines() {}

  static Reply ask(String challenge) {
    byte[] bytes = challenge.getBytes(StandardCharsets.UTF_8);
    return Reply.plain(334, Base64.getEncoder().encodeToString(bytes));
  }

  /// Reads a response; `=` alone is an empty one.
  ///
  /// @throws GatewayException with SYNTAX if it cannot be decoded
  static byte[] decode(String base64) {
    try {
      return base64.equals("=") ? new byte[0] : Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException _) {
      throw new GatewayException(Fault.SYNTAX, "malformed authentication data");
    }
  }
}

package dev.postern.auth;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// What the mechanisms' messages have in common.
final class SaslText {
  private SaslText() {}

  /// Returns a response as text (incident 16: it must be UTF-8).
  static String of(byte[] response) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(response)).toString();
    } catch (CharacterCodingException _) {
      throw malformed();
    }
  }

  static GatewayException malformed() {
    return new GatewayException(Fault.SYNTAX, "malformed authentication data");
  }

  /// Refuses an authorisation identity that is not the one who signs in (incident 43).
  static void requireSelf(String authzid, String user) {
    if (!authzid.isEmpty() && !authzid.equalsIgnoreCase(user)) {
      throw new GatewayException(Fault.AUTHENTICATION_FAILED, "cannot act for another user");
    }
  }
}

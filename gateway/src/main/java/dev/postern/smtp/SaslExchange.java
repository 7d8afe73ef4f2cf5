package dev.postern.smtp;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.smtp.wire.Reply;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// One AUTH exchange, PLAIN (RFC 4616) or LOGIN, from its first response to name and password.
final class SaslExchange {
  // Outlook and some printers compare these texts.
  private static final Reply ASK_USER = Reply.plain(334, "VXNlcm5hbWU6");
  private static final Reply ASK_PASSWORD = Reply.plain(334, "UGFzc3dvcmQ6");
  private static final Reply ASK_PLAIN = Reply.plain(334, "");

  private final boolean plain;
  private Optional<String> user = Optional.empty();

  private SaslExchange(boolean plain) {
    this.plain = plain;
  }

  /// Begins an exchange; empty for a mechanism that this server does not have.
  static Optional<SaslExchange> of(String mechanism) {
    return switch (mechanism) {
      case "PLAIN" -> Optional.of(new SaslExchange(true));
      case "LOGIN" -> Optional.of(new SaslExchange(false));
      default -> Optional.empty();
    };
  }

  /// Returns what to ask the client now.
  Reply prompt() {
    if (plain) {
      return ASK_PLAIN;
    }
    return user.isEmpty() ? ASK_USER : ASK_PASSWORD;
  }

  /// Takes a response.
  ///
  /// @param base64 `=` alone is an empty response (RFC 4954 section 4)
  /// @return name and password, when both are there
  /// @throws GatewayException with SYNTAX if it cannot be decoded, AUTHENTICATION_FAILED if it asks
  ///   to act as somebody else
  Optional<Login> respond(String base64) {
    String text = decode(base64);
    if (plain) {
      return Optional.of(plain(text));
    }
    Optional<Login> login = user.map(name -> new Login(name, text));
    user = Optional.of(text);
    return login;
  }

  // message = [authzid] NUL authcid NUL passwd
  private static Login plain(String text) {
    String[] fields = text.split("\0", -1);
    if (fields.length != 3) {
      throw malformed();
    }
    if (!fields[0].isEmpty() && !fields[0].equalsIgnoreCase(fields[1])) {
      throw new GatewayException(Fault.AUTHENTICATION_FAILED, "cannot act for another user");
    }
    return new Login(fields[1], fields[2]);
  }

  private static String decode(String base64) {
    try {
      byte[] bytes = base64.equals("=") ? new byte[0] : Base64.getDecoder().decode(base64);
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (IllegalArgumentException | CharacterCodingException _) {
      throw malformed();
    }
  }

  private static GatewayException malformed() {
    return new GatewayException(Fault.SYNTAX, "malformed authentication data");
  }

  /// A name and a password.
  record Login(String user, String password) {
    /// Leaves the password out.
    @Override
    public String toString() {
      return "Login[user=" + user + "]";
    }
  }
}

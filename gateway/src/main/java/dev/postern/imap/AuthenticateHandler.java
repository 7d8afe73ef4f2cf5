package dev.postern.imap;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.imap.wire.Command;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// AUTHENTICATE with PLAIN (RFC 4616) and LOGIN, with or without an initial response (RFC 4959).
final class AuthenticateHandler {
  // Clients compare the two prompts as text (clients.md row 21).
  private static final String USER_PROMPT = "VXNlcm5hbWU6";
  private static final String PASSWORD_PROMPT = "UGFzc3dvcmQ6";

  private AuthenticateHandler() {}

  static @Nullable String run(Session session, Command.Authenticate command) {
    Optional<String> initial = command.initial();
    return switch (command.mechanism()) {
      case "PLAIN" -> {
        LoginHandler.requirePrivacy(session);
        yield initial.isPresent()
            ? plain(session, decode(initial.get()))
            : ask(session, command.tag(), "", response -> plain(session, response));
      }
      case "LOGIN" -> {
        LoginHandler.requirePrivacy(session);
        yield initial.isPresent()
            ? askPassword(session, command.tag(), decode(initial.get()))
            : ask(
                session,
                command.tag(),
                USER_PROMPT,
                user -> askPassword(session, command.tag(), user));
      }
      default -> Fault.INVALID.imap("unknown mechanism");
    };
  }

  private static @Nullable String askPassword(Session session, String tag, byte[] user) {
    return ask(
        session,
        tag,
        PASSWORD_PROMPT,
        password -> LoginHandler.signIn(session, text(user), text(password)));
  }

  // message = [authzid] UTF8NUL authcid UTF8NUL passwd
  private static String plain(Session session, byte[] response) {
    String[] parts = text(response).split("\0", -1);
    if (parts.length != 3) {
      throw new GatewayException(Fault.AUTHENTICATION_FAILED, "malformed PLAIN response");
    }
    if (!parts[0].isEmpty() && !parts[0].equals(parts[1])) {
      throw new GatewayException(Fault.AUTHENTICATION_FAILED, "acting for others is not allowed");
    }
    return LoginHandler.signIn(session, parts[1], parts[2]);
  }

  private interface Step {
    @Nullable String take(byte[] response);
  }

  private static @Nullable String ask(Session session, String tag, String prompt, Step next) {
    session.out().put("+ ").put(prompt).line();
    session.exchange(line -> {
      session.exchange(null);
      session.answering(tag, () -> next.take(response(line)));
    });
    return null;
  }

  private static byte[] response(ByteBuf line) {
    return decode(line.toString(StandardCharsets.ISO_8859_1));
  }

  /// Anything that is not base64 ends the exchange: `*`, and other ways of giving up (C-5).
  private static byte[] decode(String base64) {
    if (base64.equals("*")) {
      throw new GatewayException(Fault.SYNTAX, "cancelled");
    }
    try {
      return base64.equals("=") ? new byte[0] : Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException _) {
      throw new GatewayException(Fault.SYNTAX, "not base64");
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}

package dev.postern.imap;

import dev.postern.auth.Mechanism;
import dev.postern.auth.Sasl;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.imap.wire.Command;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// AUTHENTICATE, with or without an initial response (RFC 9051 section 6.2.2, RFC 4959).
final class AuthenticateHandler {
  private final Session session;
  private final String tag;
  private final Mechanism mechanism;
  private final Sasl sasl;

  private AuthenticateHandler(Session session, String tag, Mechanism mechanism) {
    this.session = session;
    this.tag = tag;
    this.mechanism = mechanism;
    this.sasl =
        mechanism.begin(
            session.services().authenticator(), session.link().connection().remote().getAddress());
  }

  static @Nullable String run(Session session, Command.Authenticate command) {
    Optional<Mechanism> mechanism =
        Mechanism.named(command.mechanism()).filter(known -> works(session.offer(), known));
    if (mechanism.isEmpty()) {
      return Fault.INVALID.imap("unknown mechanism");
    }
    LoginHandler.requirePrivacy(session);
    var exchange = new AuthenticateHandler(session, command.tag(), mechanism.get());
    return command.initial().isPresent()
        ? exchange.take(decode(command.initial().get()))
        : exchange.ask(exchange.sasl.opening());
  }

  /// Says whether a mechanism was not switched off; PLAIN and LOGIN cannot be.
  private static boolean works(Offer offer, Mechanism mechanism) {
    return Capability.named("AUTH=" + mechanism.wire()).map(offer::works).orElse(true);
  }

  private @Nullable String take(byte[] response) {
    return switch (sasl.respond(response)) {
      case Sasl.Step.Challenge(String text) -> ask(text);
      case Sasl.Step.Ended(var outcome) ->
          LoginHandler.ended(session, outcome, offer -> works(offer, mechanism));
    };
  }

  // The space after "+" is needed even before nothing (clients.md row 43).
  private @Nullable String ask(String challenge) {
    byte[] bytes = challenge.getBytes(StandardCharsets.UTF_8);
    session.out().put("+ ").put(Base64.getEncoder().encodeToString(bytes)).line();
    session.exchange(line -> {
      session.exchange(null);
      session.answering(tag, () -> take(response(line)));
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
}

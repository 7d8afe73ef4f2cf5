package dev.postern.imap;

import dev.postern.net.Connection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The text of what is announced (spec/protocols.md section 3.1).
final class Capabilities {
  private static final List<Capability> BEFORE_LOGIN =
      List.of(
          Capability.IMAP4REV1,
          Capability.SASL_IR,
          Capability.LITERAL_MINUS,
          Capability.ID,
          Capability.ENABLE);
  private static final Set<Capability> MECHANISMS =
      EnumSet.of(
          Capability.AUTH_OAUTHBEARER, Capability.AUTH_XOAUTH2, Capability.AUTH_SCRAM_SHA_256);

  private Capabilities() {}

  /// Returns what this client sees now; before login it changes with TLS (C-3).
  static String of(Session session) {
    return session.state() instanceof SessionState.NotAuthenticated
        ? beforeLogin(session.offer(), session.link().connection())
        : afterLogin(session.offer(), session.services().options().maxMessage());
  }

  private static String afterLogin(Offer offer, long maxMessage) {
    return offer.announced().stream()
        .map(capability ->
            capability == Capability.APPENDLIMIT
                ? capability.wire() + "=" + maxMessage
                : capability.wire())
        .collect(Collectors.joining(" "));
  }

  private static String beforeLogin(Offer offer, Connection connection) {
    var text = new StringBuilder();
    for (Capability capability : BEFORE_LOGIN) {
      if (offer.works(capability)) {
        text.append(text.isEmpty() ? "" : " ").append(capability.wire());
      }
    }
    if (connection.tlsAvailable()) {
      text.append(" STARTTLS");
    }
    if (!connection.loginAllowed()) {
      return text.append(" LOGINDISABLED").toString();
    }
    // The two that every client knows come first: some take the first they know.
    text.append(" AUTH=PLAIN AUTH=LOGIN");
    for (Capability capability : offer.announced()) {
      if (MECHANISMS.contains(capability)) {
        text.append(' ').append(capability.wire());
      }
    }
    return text.toString();
  }
}

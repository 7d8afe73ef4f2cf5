package dev.postern.imap;

import dev.postern.auth.SignIn;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.imap.wire.Command;
import org.jspecify.annotations.Nullable;

/// LOGIN, STARTTLS, and what every sign-in ends in (RFC 9051 sections 6.2.1 and 6.2.3).
final class LoginHandler {
  private LoginHandler() {}

  static String run(Session session, Command.Login login) {
    requirePrivacy(session);
    return signIn(session, login.user(), login.password());
  }

  /// Refuses passwords where anyone may listen (C-4).
  static void requirePrivacy(Session session) {
    if (!session.link().connection().loginAllowed()) {
      throw new GatewayException(Fault.PRIVACY_REQUIRED, "use TLS before you sign in");
    }
  }

  /// Checks a name and a password; may take seconds after failures.
  ///
  /// @return the tagged answer, with the new capabilities inside (C-7)
  static String signIn(Session session, String user, String password) {
    SignIn result =
        session
            .services()
            .authenticator()
            .signIn(user, password, session.link().connection().remote().getAddress());
    return switch (result) {
      case SignIn.SignedIn(var grant) -> {
        session.state(new SessionState.Authenticated(grant));
        session.link().signedIn(grant.id());
        yield "OK [CAPABILITY " + Capabilities.afterLogin(session.profile()) + "] signed in";
      }
      case SignIn.Refused(Fault fault, String text) -> fault.imap(text);
    };
  }

  static @Nullable String startTls(Session session, Command.StartTls startTls) {
    if (!session.link().connection().tlsAvailable()) {
      throw new GatewayException(Fault.WRONG_STATE, "TLS is on, or there is none");
    }
    session.link().startTls(startTls.tag() + " OK begin TLS now\r\n");
    return null;
  }
}

package dev.postern.imap;

import dev.postern.auth.SignIn;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.imap.wire.Command;
import java.net.InetAddress;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// LOGIN, STARTTLS, and what every sign-in ends in (RFC 9051 sections 6.2.1 and 6.2.3).
final class LoginHandler {
  private LoginHandler() {}

  static String run(Session session, Command.Login login) {
    requirePrivacy(session);
    InetAddress from = session.link().connection().remote().getAddress();
    return ended(
        session,
        session.services().authenticator().signIn(login.user(), login.password(), from),
        _ -> true);
  }

  /// Refuses passwords where anyone may listen (C-4).
  static void requirePrivacy(Session session) {
    if (!session.link().connection().loginAllowed()) {
      throw new GatewayException(Fault.PRIVACY_REQUIRED, "use TLS before you sign in");
    }
  }

  /// Ends a sign-in, however it was made.
  ///
  /// @param allowed says whether the account may sign in this way
  /// @return the tagged answer, with the new capabilities inside (C-7)
  static String ended(Session session, SignIn outcome, Predicate<Offer> allowed) {
    return switch (outcome) {
      case SignIn.SignedIn(var grant) -> {
        Offer offer = session.offer().of(session.services().settings().settings(grant.account()));
        if (!allowed.test(offer)) {
          yield Fault.AUTHENTICATION_FAILED.imap("the account does not sign in this way");
        }
        session.signedIn(grant, offer);
        yield "OK [CAPABILITY " + Capabilities.of(session) + "] signed in";
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

package dev.postern.auth;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// LOGIN, which no RFC describes. Outlook and some printers compare the two prompts as text
/// (clients.md row 21), and some send the name with the command (row 22).
final class LoginSasl implements Sasl {
  private final Authenticator authenticator;
  private final InetAddress from;
  private @Nullable String user;

  LoginSasl(Authenticator authenticator, InetAddress from) {
    this.authenticator = authenticator;
    this.from = from;
  }

  @Override
  public String opening() {
    return "Username:";
  }

  @Override
  public Step respond(byte[] response) {
    String text = SaslText.of(response);
    if (user == null) {
      user = text;
      return new Step.Challenge("Password:");
    }
    return new Step.Ended(authenticator.signIn(user, text, from));
  }
}

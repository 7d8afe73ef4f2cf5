package dev.postern.auth;

import java.net.InetAddress;

/// PLAIN (RFC 4616).
final class PlainSasl implements Sasl {
  private final Authenticator authenticator;
  private final InetAddress from;

  PlainSasl(Authenticator authenticator, InetAddress from) {
    this.authenticator = authenticator;
    this.from = from;
  }

  // message = [authzid] UTF8NUL authcid UTF8NUL passwd
  @Override
  public Step respond(byte[] response) {
    String[] fields = SaslText.of(response).split("\0", -1);
    if (fields.length != 3) {
      throw SaslText.malformed();
    }
    SaslText.requireSelf(fields[0], fields[1]);
    return new Step.Ended(authenticator.signIn(fields[1], fields[2], from));
  }
}

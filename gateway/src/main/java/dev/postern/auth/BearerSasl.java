package dev.postern.auth;

import dev.postern.fault.Fault;
import java.net.InetAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// OAUTHBEARER (RFC 7628) and XOAUTH2: an access token in place of a password.
///
/// A refused token is first told in JSON, which the client acknowledges with a message that means
/// nothing (RFC 7628 section 3.2.3).
final class BearerSasl implements Sasl {
  private static final String SEPARATOR = "\u0001";
  private static final String BEARER = "bearer ";

  private final Authenticator authenticator;
  private final InetAddress from;
  private final boolean standard;
  private @Nullable SignIn refused;

  BearerSasl(Authenticator authenticator, InetAddress from, boolean standard) {
    this.authenticator = authenticator;
    this.from = from;
    this.standard = standard;
  }

  @Override
  public Step respond(byte[] response) {
    if (refused != null) {
      return new Step.Ended(refused);
    }
    String[] fields = SaslText.of(response).split(SEPARATOR, -1);
    String user = standard ? fromHeader(fields[0]) : value(fields, "user=");
    String auth = value(fields, "auth=");
    if (!auth.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      throw SaslText.malformed();
    }
    SignIn outcome = authenticator.bearer(user, auth.substring(BEARER.length()).strip(), from);
    if (outcome instanceof SignIn.Refused(Fault fault, String _)
        && fault == Fault.AUTHENTICATION_FAILED) {
      refused = outcome;
      return new Step.Challenge(
          standard
              ? "{\"status\":\"invalid_token\",\"scope\":\"mail\"}"
              : "{\"status\":\"401\",\"schemes\":\"bearer\",\"scope\":\"mail\"}");
    }
    return new Step.Ended(outcome);
  }

  // gs2-header = gs2-cb-flag "," [ "a=" saslname ] ","; no channel is bound here
  private static String fromHeader(String header) {
    return Gs2Header.read(header).authzid();
  }

  // kvpair = key "=" value kvsep
  private static String value(String[] fields, String key) {
    for (String field : fields) {
      if (field.startsWith(key)) {
        return field.substring(key.length());
      }
    }
    throw SaslText.malformed();
  }
}

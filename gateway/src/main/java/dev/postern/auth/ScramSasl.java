package dev.postern.auth;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// SCRAM-SHA-256 (RFC 5802, RFC 7677): the password itself is never sent.
///
/// A name without an account gets the same challenges, and a refusal as late as a wrong password.
final class ScramSasl implements Sasl {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int MAX_NONCE = 256;

  private final Authenticator authenticator;
  private final InetAddress from;
  private @Nullable First first;
  private @Nullable SignIn outcome;

  /// What the two first messages agreed on.
  private record First(
      Gs2Header header, String user, String nonce, String exchanged, ScramVerifier verifier) {}

  ScramSasl(Authenticator authenticator, InetAddress from) {
    this.authenticator = authenticator;
    this.from = from;
  }

  @Override
  public Step respond(byte[] response) {
    if (outcome != null) {
      return new Step.Ended(outcome);
    }
    String text = SaslText.of(response);
    return first == null ? begin(text) : end(first, text);
  }

  // client-first-message-bare = [reserved-mext ","] username "," nonce ["," extensions]
  private Step begin(String message) {
    if (message.isEmpty()) {
      throw SaslText.malformed();
    }
    Gs2Header header = Gs2Header.read(message);
    String bare = message.substring(header.text().length());
    String[] fields = bare.split(",", -1);
    if (fields.length < 2 || !fields[0].startsWith("n=") || !fields[1].startsWith("r=")) {
      throw SaslText.malformed();
    }
    String user = Gs2Header.name(fields[0].substring(2));
    SaslText.requireSelf(header.authzid(), user);
    String nonce = fields[1].substring(2);
    if (nonce.isEmpty() || nonce.length() > MAX_NONCE || !isPrintable(nonce)) {
      throw SaslText.malformed();
    }
    nonce += base64(random());
    ScramVerifier verifier = authenticator.verifier(user);
    String challenge =
        "r=" + nonce + ",s=" + base64(verifier.salt()) + ",i=" + verifier.iterations();
    first = new First(header, user, nonce, bare + "," + challenge, verifier);
    return new Step.Challenge(challenge);
  }

  // client-final-message = channel-binding "," nonce ["," extensions] "," proof
  private Step end(First begun, String message) {
    int at = message.lastIndexOf(",p=");
    String[] fields = message.split(",", -1);
    if (at < 0 || !fields[0].startsWith("c=") || !fields[1].startsWith("r=")) {
      throw SaslText.malformed();
    }
    byte[] proof = decode(message.substring(at + 3));
    byte[] bound = decode(fields[0].substring(2));
    String exchanged = begun.exchanged() + "," + message.substring(0, at);
    boolean right =
        SaslText.of(bound).equals(begun.header().text())
            && fields[1].substring(2).equals(begun.nonce())
            && begun.verifier().accepts(proof, exchanged);
    Optional<ScramVerifier> proven = Optional.of(begun.verifier()).filter(_ -> right);
    SignIn result = authenticator.scram(begun.user(), proven, base64(proof), from);
    if (result instanceof SignIn.Refused) {
      return new Step.Ended(result);
    }
    outcome = result;
    return new Step.Challenge("v=" + base64(begun.verifier().signature(exchanged)));
  }

  // printable = %x21-2B / %x2D-7E
  private static boolean isPrintable(String nonce) {
    return nonce.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ',');
  }

  private static byte[] random() {
    byte[] bytes = new byte[18];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  private static byte[] decode(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException _) {
      throw SaslText.malformed();
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}

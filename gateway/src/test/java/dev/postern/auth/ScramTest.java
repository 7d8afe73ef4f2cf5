package dev.postern.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The example of RFC 7677 section 3, played from the stored verifier's side.
class ScramTest {
  private static final String SALT = "W22ZaJ0SNY7soEsUEjb6gQ==";
  private static final String NONCE = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
  private static final String AUTH_MESSAGE =
      "n=user,r=rOprNGfwEbeRWgbNEkqO,r=" + NONCE + ",s=" + SALT + ",i=4096,c=biws,r=" + NONCE;
  private static final String PROOF = "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
  private static final String SERVER_SIGNATURE = "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

  @Test
  void theVerifierAcceptsTheRfcsProofAndSignsAsItsServer() {
    String verifier = Scram.verifier("pencil", decode(SALT), 4096);
    assertThat(verifier).startsWith("SCRAM-SHA-256$4096:" + SALT + "$");
    List<String> keys = List.of(verifier.split("\\$", 3)[2].split(":", 2));
    byte[] storedKey = decode(keys.getFirst());
    byte[] serverKey = decode(keys.getLast());

    byte[] clientKey = decode(PROOF);
    byte[] clientSignature = Scram.hmac(storedKey, AUTH_MESSAGE);
    for (int i = 0; i < clientKey.length; i++) {
      clientKey[i] ^= clientSignature[i];
    }
    assertThat(Scram.sha256(clientKey)).isEqualTo(storedKey);
    assertThat(Scram.hmac(serverKey, AUTH_MESSAGE)).isEqualTo(decode(SERVER_SIGNATURE));
  }

  @Test
  void theVerifierKnowsItsPasswordAndNoOther() {
    String verifier = Scram.verifier("pencil", decode(SALT), 4096);
    assertThat(Scram.matches("pencil", verifier)).isTrue();
    assertThat(Scram.matches("Pencil", verifier)).isFalse();
    assertThat(Scram.matches("", verifier)).isFalse();
  }

  private static byte[] decode(String base64) {
    return Base64.getDecoder().decode(base64);
  }
}

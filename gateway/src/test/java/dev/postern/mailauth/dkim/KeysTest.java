package dev.postern.mailauth.dkim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.PrivateKey;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void keysGoOutAndComeBack(Algorithm algorithm) {
    PrivateKey key = Keys.generate(algorithm);
    assertThat(Keys.fromDer(key.getEncoded())).isEqualTo(key);
    assertThat(Keys.fromPem("note\n" + Keys.pem(key) + "\n")).isEqualTo(key);
    assertThat(Keys.algorithm(key)).isEqualTo(algorithm);
  }

  /// RFC 8032 section 7.1, test 1, which is the key of RFC 8463 appendix A too.
  @Test
  void thePublicHalfOfAnEd25519Key() {
    String pkcs8 = "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g";
    PrivateKey key = Keys.fromDer(Base64.getDecoder().decode(pkcs8));
    assertThat(Keys.publicText(Algorithm.ED25519_SHA256, key))
        .isEqualTo("11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
  }

  @Test
  void theRecordSaysTheTypeAndHidesTheKey() {
    SigningKey key = SigningKey.generate("example.org", "s1", Algorithm.RSA_SHA256);
    assertThat(key.recordName()).isEqualTo("s1._domainkey.example.org");
    assertThat(key.recordText()).startsWith("v=DKIM1; k=rsa; p=MIIBIjAN").hasSizeGreaterThan(400);
    assertThat(key.toString()).isEqualTo("SigningKey[s1._domainkey.example.org rsa-sha256]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-----BEGIN PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        "-----END PRIVATE KEY-----\n-----BEGIN PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\nA\n-----END RSA PRIVATE KEY-----"
      })
  void whatIsNoKeyIsRefused(String pem) {
    assertThatThrownBy(() -> Keys.fromPem(pem)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aKeyOfAnotherKindIsRefused() {
    PrivateKey key = Keys.generate(Algorithm.ED25519_SHA256);
    assertThatThrownBy(() -> Keys.publicText(Algorithm.RSA_SHA256, key))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

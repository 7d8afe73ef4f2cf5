package dev.postern.mailauth.dkim;

import java.security.PrivateKey;

/// A key that mail of a domain is signed with.
///
/// @param domain A-labels in lower case
/// @param selector names the key within the domain: one or more DNS labels
/// @param key fits `algorithm`
public record SigningKey(String domain, String selector, Algorithm algorithm, PrivateKey key) {
  /// Checks that the key is one for the algorithm.
  ///
  /// @throws IllegalArgumentException if it is not
  public SigningKey {
    if (Keys.algorithm(key) != algorithm) {
      throw new IllegalArgumentException("not a key for " + algorithm.tag());
    }
  }

  /// Makes a new key: RSA with 2048 bits or Ed25519. Takes up to a second of one core for RSA.
  public static SigningKey generate(String domain, String selector, Algorithm algorithm) {
    return new SigningKey(domain, selector, algorithm, Keys.generate(algorithm));
  }

  /// Returns where the public key is looked up: `selector._domainkey.domain`.
  public String recordName() {
    return selector + "._domainkey." + domain;
  }

  /// Returns the text of the TXT record to publish there, such as `v=DKIM1; k=rsa; p=…`: for RSA
  /// longer than the 255 octets of one string.
  public String recordText() {
    return "v=DKIM1; k=" + algorithm.keyType() + "; p=" + Keys.publicText(algorithm, key);
  }

  /// Leaves the private key out.
  @Override
  public String toString() {
    return "SigningKey[" + recordName() + " " + algorithm.tag() + "]";
  }
}

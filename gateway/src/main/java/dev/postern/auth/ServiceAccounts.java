package dev.postern.auth;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Makes service accounts and checks what they sign (spec/api-admin.md section 1.3).
public final class ServiceAccounts {
  private static final int MOST = 100;
  private static final int MOST_CHARACTERS = 256;
  private static final int BITS = 2048;

  /// How far a request's time may be off.
  private static final Duration WINDOW = Duration.ofMinutes(5);

  private final ServiceAccountStore store;
  private final InstantSource clock;

  /// Keeps the accounts in `store`.
  public ServiceAccounts(ServiceAccountStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /// A new account.
  ///
  /// @param privateKey PEM (PKCS #8), which is not kept anywhere
  public record Made(ServiceAccount account, String privateKey) {
    /// Leaves the key out.
    @Override
    public String toString() {
      return "Made[" + account + "]";
    }
  }

  /// Makes an account.
  ///
  /// @param name at most 256 characters, none of them a control character
  /// @throws GatewayException with INVALID, or with LIMIT if the application has 100
  public Made make(UUID application, String name) {
    if (name.codePointCount(0, name.length()) > MOST_CHARACTERS
        || name.codePoints().anyMatch(Character::isISOControl)) {
      throw new GatewayException(
          Fault.INVALID, "name must have at most 256 characters, none of them a control character");
    }
    KeyPair pair = pair();
    ServiceAccount account =
        new ServiceAccount(
            UUID.randomUUID(),
            application,
            name,
            Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()),
            clock.instant());
    store.add(account, MOST);
    return new Made(account, pem(pair.getPrivate().getEncoded()));
  }

  private static KeyPair pair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(BITS);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(byte[] key) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key);
    return "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n";
  }

  /// Returns an application's accounts, oldest first.
  public List<ServiceAccount> of(UUID application) {
    return store.accounts(application);
  }

  /// Makes an account void.
  ///
  /// @return false if the application has none of that id
  public boolean revoke(UUID application, UUID id) {
    return store.remove(application, id);
  }

  /// Returns the account that signed a request; its nonce is used up then.
  ///
  /// @throws GatewayException with AUTHENTICATION_FAILED if nobody did, or not just now
  public ServiceAccount signer(SignedRequest request) {
    Instant now = clock.instant();
    if (!isNear(request.timestamp(), now)) {
      throw failed("X-Nylas-Timestamp is not within 5 minutes of now");
    }
    if (!isNonce(request.nonce())) {
      throw failed("X-Nylas-Nonce must have 8 to 128 visible characters");
    }
    ServiceAccount account =
        id(request.keyId())
            .flatMap(store::account)
            .filter(found -> isSigned(found, request))
            .orElseThrow(() -> failed("the request's signature is not valid"));
    // Kept longer than a request can be old, however its sender's clock is off.
    if (!store.takeNonce(account.id(), request.nonce(), now, now.minus(WINDOW.multipliedBy(3)))) {
      throw failed("X-Nylas-Nonce was used before");
    }
    return account;
  }

  private static boolean isNear(String timestamp, Instant now) {
    if (timestamp.length() > 12 || !timestamp.matches("[1-9][0-9]*")) {
      return false;
    }
    long off = now.getEpochSecond() - Long.parseLong(timestamp);
    return Math.abs(off) <= WINDOW.toSeconds();
  }

  private static boolean isNonce(String nonce) {
    return nonce.length() >= 8
        && nonce.length() <= 128
        && nonce.chars().allMatch(c -> c > 0x20 && c < 0x7f);
  }

  private static Optional<UUID> id(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static boolean isSigned(ServiceAccount account, SignedRequest request) {
    byte[] given;
    try {
      given = Base64.getDecoder().decode(request.signature());
    } catch (IllegalArgumentException _) {
      return false;
    }
    return verifies(account, request.canonical(false), given)
        || verifies(account, request.canonical(true), given);
  }

  private static boolean verifies(ServiceAccount account, byte[] signed, byte[] given) {
    try {
      PublicKey key =
          KeyFactory.getInstance("RSA")
              .generatePublic(
                  new X509EncodedKeySpec(Base64.getDecoder().decode(account.publicKey())));
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initVerify(key);
      signature.update(signed);
      return signature.verify(given);
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  private static GatewayException failed(String why) {
    return new GatewayException(Fault.AUTHENTICATION_FAILED, why);
  }
}

package dev.postern.mailauth.dkim;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.Optional;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/// Keys in and out: made, as PEM, as DER (`PrivateKey.getEncoded`, PKCS #8) and as the text of a
/// DNS record.
public final class Keys {
  private static final int RSA_BITS = 2048;
  private static final String PKCS8 = "PRIVATE KEY";
  private static final String PKCS1 = "RSA PRIVATE KEY";
  // SEQUENCE { INTEGER 0, SEQUENCE { rsaEncryption, NULL }, OCTET STRING … } without the lengths.
  private static final byte[] RSA_PRIVATE = {
    2, 1, 0, 0x30, 13, 6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 13, 1, 1, 1, 5, 0
  };

  private Keys() {}

  /// Makes a new private key: RSA with 2048 bits (RFC 8301 section 3.2) or Ed25519.
  public static PrivateKey generate(Algorithm algorithm) {
    try {
      boolean rsa = algorithm == Algorithm.RSA_SHA256;
      KeyPairGenerator generator = KeyPairGenerator.getInstance(rsa ? "RSA" : "Ed25519");
      if (rsa) {
        generator.initialize(RSA_BITS);
      }
      return generator.generateKeyPair().getPrivate();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK lacks " + algorithm, e);
    }
  }

  /// Returns the public key of a private one, base64 as it stands behind `p=`: an X.509
  /// SubjectPublicKeyInfo for RSA, 32 octets for Ed25519 (RFC 8463 section 4).
  ///
  /// @throws IllegalArgumentException if the key is not of that algorithm
  public static String publicText(Algorithm algorithm, PrivateKey key) {
    byte[] octets =
        switch (algorithm) {
          case RSA_SHA256 -> rsaPublic(key);
          case ED25519_SHA256 -> {
            byte[] point = new byte[Ed25519.PUBLIC_KEY_SIZE];
            Ed25519.generatePublicKey(seed(key), 0, point, 0);
            yield point;
          }
        };
    return Base64.getEncoder().encodeToString(octets);
  }

  private static byte[] rsaPublic(PrivateKey key) {
    if (!(key instanceof RSAPrivateCrtKey rsa)) {
      throw new IllegalArgumentException("not an RSA key");
    }
    try {
      var spec = new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent());
      return KeyFactory.getInstance("RSA").generatePublic(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not an RSA key", e);
    }
  }

  private static byte[] seed(PrivateKey key) {
    Optional<byte[]> seed =
        key instanceof EdECPrivateKey curve ? curve.getBytes() : Optional.empty();
    return seed.filter(octets -> octets.length == Ed25519.SECRET_KEY_SIZE)
        .orElseThrow(() -> new IllegalArgumentException("not an Ed25519 key"));
  }

  /// Signs octets.
  ///
  /// @throws IllegalArgumentException if the key is not of that algorithm
  static byte[] sign(Algorithm algorithm, PrivateKey key, byte[] octets) {
    return switch (algorithm) {
      case RSA_SHA256 -> rsaSignature(key, octets);
      case ED25519_SHA256 -> {
        byte[] hash = BodyHashes.sha256().digest(octets);
        byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
        Ed25519.sign(seed(key), 0, hash, 0, hash.length, signature, 0);
        yield signature;
      }
    };
  }

  private static byte[] rsaSignature(PrivateKey key, byte[] octets) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key);
      signature.update(octets);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not an RSA key", e);
    }
  }

  /// Returns a private key as PEM (RFC 7468), PKCS #8, LF line ends.
  public static String pem(PrivateKey key) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
    return "-----BEGIN " + PKCS8 + "-----\n" + text + "\n-----END " + PKCS8 + "-----\n";
  }

  /// Reads a private key from PEM: PKCS #8, or PKCS #1 as `opendkim-genkey` writes it.
  ///
  /// @throws IllegalArgumentException if it is none, encrypted, or neither RSA nor Ed25519
  public static PrivateKey fromPem(String pem) {
    boolean old = pem.contains("-----BEGIN " + PKCS1 + "-----");
    String label = old ? PKCS1 : PKCS8;
    int start = pem.indexOf("-----BEGIN " + label + "-----");
    int end = pem.indexOf("-----END " + label + "-----");
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("no PEM of a private key");
    }
    String text = pem.substring(start + label.length() + 16, end);
    byte[] der = Base64.getMimeDecoder().decode(text.getBytes(StandardCharsets.US_ASCII));
    return fromDer(old ? pkcs8(der) : der);
  }

  /// Reads a private key from PKCS #8.
  ///
  /// @throws IllegalArgumentException if it is none, or neither RSA nor Ed25519
  public static PrivateKey fromDer(byte[] der) {
    for (String type : new String[] {"RSA", "Ed25519"}) {
      try {
        return KeyFactory.getInstance(type).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (GeneralSecurityException _) {
        // The next type is tried; the fault below says that it is none.
      }
    }
    throw new IllegalArgumentException("not a private key, RSA or Ed25519, in PKCS #8");
  }

  /// Says which algorithm a key is for.
  ///
  /// @throws IllegalArgumentException if there is none
  public static Algorithm algorithm(PrivateKey key) {
    if (key instanceof RSAPrivateCrtKey) {
      return Algorithm.RSA_SHA256;
    }
    if (key instanceof EdECPrivateKey) {
      return Algorithm.ED25519_SHA256;
    }
    throw new IllegalArgumentException("neither RSA nor Ed25519");
  }

  private static byte[] pkcs8(byte[] pkcs1) {
    byte[] octets = Der.of(4, pkcs1);
    ByteBuffer content = ByteBuffer.allocate(RSA_PRIVATE.length + octets.length);
    return Der.of(0x30, content.put(RSA_PRIVATE).put(octets).array());
  }
}

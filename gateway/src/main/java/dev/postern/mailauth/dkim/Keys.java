package dev.postern.mailauth.dkim;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;

/// Keys in and out: made, as PEM, as DER (`PrivateKey.getEncoded`, PKCS #8) and as the text of a
/// DNS record.
public final class Keys {
  private static final int RSA_BITS = 2048;
  private static final int ED25519_OCTETS = 32;
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
    byte[] encoded = publicKey(algorithm, key).getEncoded();
    int from = algorithm == Algorithm.RSA_SHA256 ? 0 : encoded.length - ED25519_OCTETS;
    return Base64.getEncoder().encodeToString(Arrays.copyOfRange(encoded, from, encoded.length));
  }

  /// Returns the public key of a private one.
  ///
  /// @throws IllegalArgumentException if the key is not of that algorithm
  public static PublicKey publicKey(Algorithm algorithm, PrivateKey key) {
    try {
      if (algorithm == Algorithm.RSA_SHA256 && key instanceof RSAPrivateCrtKey rsa) {
        var spec = new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent());
        return KeyFactory.getInstance("RSA").generatePublic(spec);
      }
      if (algorithm == Algorithm.ED25519_SHA256 && key instanceof EdECPrivateKey ed) {
        byte[] seed = ed.getBytes().orElseThrow(() -> new IllegalArgumentException("no seed"));
        KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
        generator.initialize(NamedParameterSpec.ED25519, new Seed(seed));
        return generator.generateKeyPair().getPublic();
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not a key for " + algorithm.tag(), e);
    }
    throw new IllegalArgumentException("not a key for " + algorithm.tag());
  }

  /// The JDK computes the public half of an Ed25519 key only while it makes one, of 32 octets that
  /// it draws: here they are those of the key we have.
  private static final class Seed extends SecureRandom {
    private static final long serialVersionUID = 1;
    private final byte[] seed;

    Seed(byte[] seed) {
      this.seed = seed.clone();
    }

    @Override
    public void nextBytes(byte[] into) {
      if (into.length != seed.length) {
        throw new IllegalStateException("not an Ed25519 seed");
      }
      System.arraycopy(seed, 0, into, 0, into.length);
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

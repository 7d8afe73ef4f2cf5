package dev.postern.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A certificate that somebody else puts into files and replaces there.
public final class CertificateFiles implements IdentitySource {
  private record Stamp(FileTime certificate, FileTime key) {}

  private final Path certificate;
  private final Path key;
  private @Nullable Stamp stamp;
  private @Nullable Identity current;

  /// Prepares to read PEM files: the chain, the server's own certificate first, and its key.
  public CertificateFiles(Path certificate, Path key) {
    this.certificate = certificate;
    this.key = key;
  }

  @Override
  public synchronized Identity identity() throws IOException {
    var now = new Stamp(modified(certificate), modified(key));
    if (current == null || !now.equals(stamp)) {
      List<X509Certificate> chain = Pem.certificates(certificate);
      PrivateKey read = Pem.key(key);
      if (!belongs(read, chain.getFirst().getPublicKey())) {
        throw new IOException(key + " is not the key of the certificate in " + certificate);
      }
      current = new Identity(read, chain);
      stamp = now;
    }
    return current;
  }

  private static FileTime modified(Path file) throws IOException {
    if (!Files.isReadable(file)) {
      throw new IOException(file + " cannot be read");
    }
    return Files.getLastModifiedTime(file);
  }

  private static boolean belongs(PrivateKey key, PublicKey publicKey) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "EC", "ECDSA" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> key.getAlgorithm();
        };
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      return signature.verify(signed);
    } catch (GeneralSecurityException _) {
      return false;
    }
  }
}

package dev.postern.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/// Certificates and keys in files (RFC 7468).
final class Pem {
  private Pem() {}

  static List<X509Certificate> certificates(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      List<X509Certificate> chain =
          CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (chain.isEmpty()) {
        throw new IOException(file + " has no certificate");
      }
      return chain;
    } catch (CertificateException e) {
      throw new IOException(file + " has no readable certificate", e);
    }
  }

  /// Reads an unencrypted key: PKCS #8, or OpenSSL's older forms for EC and RSA.
  static PrivateKey key(Path file) throws IOException {
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1);
        var parser = new PEMParser(reader)) {
      var converter = new JcaPEMKeyConverter();
      for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
        // "EC PARAMETERS" and certificates may stand in front of the key.
        if (part instanceof PrivateKeyInfo info) {
          return converter.getPrivateKey(info);
        }
        if (part instanceof PEMKeyPair pair) {
          return converter.getKeyPair(pair).getPrivate();
        }
      }
    }
    throw new IOException(file + " has no unencrypted private key");
  }

  /// Writes a file that is there whole or not at all, readable by its owner only, or by all.
  static void write(Path file, String type, byte[] content, boolean secret) throws IOException {
    var text = new StringWriter();
    try (var writer = new PemWriter(text)) {
      writer.writeObject(new PemObject(type, content));
    }
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(temporary);
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      var mode = PosixFilePermissions.fromString(secret ? "rw-------" : "rw-r--r--");
      Files.createFile(temporary, PosixFilePermissions.asFileAttribute(mode));
    }
    Files.writeString(
        temporary, text.toString(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}

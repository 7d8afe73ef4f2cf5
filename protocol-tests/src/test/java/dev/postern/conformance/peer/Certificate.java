package dev.postern.conformance.peer;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Certificates of the servers that conversations run against.
final class Certificate {
  private Certificate() {}

  /// Writes `cert.pem` and `key.pem` for localhost and returns what trusts them.
  static SSLContext write(Path folder) throws IOException {
    try {
      KeyPair keys = KeyPairGenerator.getInstance("EC").generateKeyPair();
      X509Certificate certificate = selfSigned(keys);
      Files.writeString(folder.resolve("cert.pem"), pem("CERTIFICATE", certificate.getEncoded()));
      Path key = folder.resolve("key.pem");
      Files.writeString(key, pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
      return trusting(certificate);
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static X509Certificate selfSigned(KeyPair keys)
      throws GeneralSecurityException, OperatorCreationException {
    var name = new X500Name("CN=localhost");
    var builder =
        new X509v3CertificateBuilder(
            name,
            new BigInteger(64, new SecureRandom()),
            new Time(new DERUTCTime("200101000000Z")),
            new Time(new DERUTCTime("491231235959Z")),
            name,
            SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
    var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
    return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
  }

  private static String pem(String kind, byte[] der) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n";
  }

  /// Returns a context that trusts this certificate and what it signed.
  static SSLContext trusting(X509Certificate certificate)
      throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("peer", certificate);
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }
}

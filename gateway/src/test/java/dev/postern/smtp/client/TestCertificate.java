package dev.postern.smtp.client;

import dev.postern.dns.Dns.Tlsa;
import dev.postern.tls.Identity;
import dev.postern.tls.LocalAuthority;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A certificate for some names from an authority of its own.
record TestCertificate(X509Certificate leaf, X509Certificate root, SSLContext server) {
  static TestCertificate of(Path directory, String... names) {
    try {
      LocalAuthority authority =
          new LocalAuthority(directory, List.of(names), InstantSource.system());
      Identity identity = authority.identity();
      X509Certificate root;
      try (InputStream in = Files.newInputStream(authority.caFile())) {
        root = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      }
      X509Certificate leaf = identity.chain().getFirst();
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("x", identity.key(), new char[0], new Certificate[] {leaf, root});
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(store, new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return new TestCertificate(leaf, root, context);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Returns a client that trusts the authority and no other.
  TlsClient trusting() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("root", root);
      return TlsClient.trusting(store);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Returns a record that describes `certificate`.
  static Tlsa tlsa(int usage, int selector, int matching, X509Certificate certificate) {
    try {
      byte[] selected =
          selector == 0 ? certificate.getEncoded() : certificate.getPublicKey().getEncoded();
      byte[] data =
          switch (matching) {
            case 0 -> selected;
            case 1 -> MessageDigest.getInstance("SHA-256").digest(selected);
            default -> MessageDigest.getInstance("SHA-512").digest(selected);
          };
      return new Tlsa(usage, selector, matching, data);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}

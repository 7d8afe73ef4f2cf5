package dev.postern.tls;

import java.io.IOException;
import java.net.IDN;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A certificate authority of this server alone, for names that no public one vouches for.
///
/// Made at first start in `DIR/tls`: `ca.pem` to be trusted by clients, `ca.key`, and a server
/// certificate that is renewed by itself. The root may vouch for this server's own names and
/// private addresses only (RFC 5280 section 4.2.1.10), so that a stolen key is of little use.
public final class LocalAuthority implements IdentitySource {
  private static final Logger log = LoggerFactory.getLogger(LocalAuthority.class);
  private static final Duration ROOT_LIFE = Duration.ofDays(3652);
  // Apple's platforms refuse more than 397 days.
  private static final Duration LEAF_LIFE = Duration.ofDays(390);
  private static final Duration RENEWAL = Duration.ofDays(30);

  private final Path folder;
  private final Set<String> names;
  private final InstantSource clock;
  private @Nullable Identity current;

  /// Prepares the authority; files are made by the first [#identity].
  ///
  /// @param data the data directory
  /// @param hostnames names and addresses the server is reached by, beside `localhost` and loopback
  public LocalAuthority(Path data, Collection<String> hostnames, InstantSource clock) {
    this.folder = data.resolve("tls");
    this.clock = clock;
    this.names = new LinkedHashSet<>();
    List.of("localhost", "127.0.0.1", "::1").forEach(name -> names.add(normal(name)));
    hostnames.forEach(name -> names.add(normal(name)));
  }

  /// Returns the certificate that clients must trust, PEM.
  public Path caFile() {
    return folder.resolve("ca.pem");
  }

  @Override
  public synchronized Identity identity() throws IOException {
    if (current == null || !isFresh(current.chain().getFirst())) {
      current = open();
    }
    return current;
  }

  // As a certificate's reader gives it back.
  private static String normal(String name) {
    return Certificates.isAddress(name)
        ? InetAddress.ofLiteral(name).getHostAddress()
        : IDN.toASCII(name.toLowerCase(Locale.ROOT));
  }

  private Identity open() throws IOException {
    try {
      Files.createDirectories(folder);
      Identity root = root();
      Path certificate = folder.resolve("server.pem");
      Path key = folder.resolve("server.key");
      if (Files.exists(certificate) && Files.exists(key)) {
        Identity stored = new Identity(Pem.key(key), Pem.certificates(certificate));
        if (isFresh(stored.chain().getFirst()) && isOf(root, stored.chain().getFirst())) {
          return stored;
        }
      }
      KeyPair pair = Certificates.newKeyPair();
      X509Certificate leaf =
          Certificates.leaf(root, pair.getPublic(), names, clock.instant(), LEAF_LIFE);
      Pem.write(key, "PRIVATE KEY", pair.getPrivate().getEncoded(), true);
      Pem.write(certificate, "CERTIFICATE", leaf.getEncoded(), false);
      return new Identity(pair.getPrivate(), List.of(leaf));
    } catch (GeneralSecurityException e) {
      throw new IOException("no certificate could be made in " + folder, e);
    }
  }

  private Identity root() throws IOException, GeneralSecurityException {
    Path keyFile = folder.resolve("ca.key");
    if (Files.exists(caFile()) && Files.exists(keyFile)) {
      X509Certificate stored = Pem.certificates(caFile()).getFirst();
      if (Certificates.permits(stored, names) && lasts(stored, LEAF_LIFE)) {
        return new Identity(Pem.key(keyFile), List.of(stored));
      }
      log.warn("{} is replaced: clients must trust the new one", caFile());
    }
    KeyPair pair = Certificates.newKeyPair();
    X509Certificate root = Certificates.root(pair, names, clock.instant(), ROOT_LIFE);
    Pem.write(keyFile, "PRIVATE KEY", pair.getPrivate().getEncoded(), true);
    Pem.write(caFile(), "CERTIFICATE", root.getEncoded(), false);
    return new Identity(pair.getPrivate(), List.of(root));
  }

  private boolean isFresh(X509Certificate leaf) {
    return lasts(leaf, RENEWAL) && names(leaf).containsAll(names);
  }

  private boolean lasts(X509Certificate certificate, Duration time) {
    Instant now = clock.instant();
    return certificate.getNotAfter().toInstant().isAfter(now.plus(time))
        && !certificate.getNotBefore().toInstant().isAfter(now);
  }

  private static boolean isOf(Identity root, X509Certificate leaf) {
    try {
      leaf.verify(root.chain().getFirst().getPublicKey());
      return true;
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  private static Set<String> names(X509Certificate leaf) {
    var names = new TreeSet<String>();
    try {
      Collection<List<?>> alternatives = leaf.getSubjectAlternativeNames();
      if (alternatives != null) {
        alternatives.forEach(name -> names.add(name.get(1).toString()));
      }
    } catch (CertificateParsingException _) {
      // No names: a new one is made.
    }
    return names;
  }
}

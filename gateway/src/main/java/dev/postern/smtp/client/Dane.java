package dev.postern.smtp.client;

import dev.postern.dns.Dns.Tlsa;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Finds out whether TLSA records describe a certificate (RFC 7672 section 3.1, RFC 7671).
final class Dane {
  private static final int ANCHOR = 2;
  private static final int END_ENTITY = 3;

  private Dane() {}

  /// Says whether a record can be used by SMTP: usage DANE-TA or DANE-EE, and a selector and a
  /// matching type we know.
  static boolean isUsable(Tlsa tlsa) {
    int length =
        switch (tlsa.matching()) {
          case 0 -> tlsa.data().length;
          case 1 -> 32;
          case 2 -> 64;
          default -> -1;
        };
    return (tlsa.usage() == ANCHOR || tlsa.usage() == END_ENTITY)
        && (tlsa.selector() == 0 || tlsa.selector() == 1)
        && length > 0
        && tlsa.data().length == length;
  }

  /// @param chain the server's own certificate first
  /// @throws CertificateException if no record describes it
  static void verify(List<X509Certificate> chain, TlsDemand.Dane demand)
      throws CertificateException {
    for (Tlsa tlsa : demand.tlsa()) {
      // DANE-EE: neither names nor dates count (RFC 7672 section 3.1.1).
      boolean met =
          tlsa.usage() == END_ENTITY
              ? describes(tlsa, chain.getFirst())
              : CertificateNames.match(chain.getFirst(), demand.names()) && anchored(tlsa, chain);
      if (met) {
        return;
      }
    }
    throw new CertificateException("no TLSA record describes the certificate");
  }

  private static boolean anchored(Tlsa tlsa, List<X509Certificate> chain) {
    for (int i = 0; i < chain.size(); i++) {
      if (describes(tlsa, chain.get(i))) {
        return leadsTo(chain.get(i), chain.subList(0, i));
      }
    }
    return whole(tlsa).filter(anchor -> leadsTo(anchor, chain)).isPresent();
  }

  // The server may leave out an anchor that the record holds whole (RFC 7671 section 5.2.2).
  private static Optional<X509Certificate> whole(Tlsa tlsa) {
    if (tlsa.selector() != 0 || tlsa.matching() != 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(tlsa.data())));
    } catch (CertificateException _) {
      return Optional.empty();
    }
  }

  private static boolean leadsTo(X509Certificate anchor, List<X509Certificate> path) {
    try {
      if (path.isEmpty()) {
        anchor.checkValidity();
        return true;
      }
      PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
      parameters.setRevocationEnabled(false);
      CertPathValidator.getInstance("PKIX")
          .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
      return true;
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  private static boolean describes(Tlsa tlsa, X509Certificate certificate) {
    try {
      byte[] selected =
          tlsa.selector() == 0 ? certificate.getEncoded() : certificate.getPublicKey().getEncoded();
      byte[] found =
          switch (tlsa.matching()) {
            case 0 -> selected;
            case 1 -> MessageDigest.getInstance("SHA-256").digest(selected);
            default -> MessageDigest.getInstance("SHA-512").digest(selected);
          };
      return MessageDigest.isEqual(found, tlsa.data());
    } catch (GeneralSecurityException _) {
      return false;
    }
  }
}

package dev.postern.smtp.client;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/// Compares the names in a certificate with those we look for (RFC 6125 section 6.4).
///
/// Only subject alternative names count; `*` stands for one whole label, the first.
final class CertificateNames {
  private static final int DNS = 2;
  private static final int ADDRESS = 7;

  private CertificateNames() {}

  static boolean match(X509Certificate certificate, Collection<String> wanted) {
    return of(certificate).stream()
        .anyMatch(name -> wanted.stream().anyMatch(each -> matches(name, each)));
  }

  /// Says whether a name or pattern such as `*.example.org` stands for a host's name.
  static boolean matches(String pattern, String name) {
    String host = name.toLowerCase(Locale.ROOT);
    String lower = pattern.toLowerCase(Locale.ROOT);
    if (!lower.startsWith("*.")) {
      return lower.equals(host);
    }
    int dot = host.indexOf('.');
    return dot > 0 && host.substring(dot).equals(lower.substring(1));
  }

  private static List<String> of(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      for (List<?> name : alternatives == null ? List.<List<?>>of() : alternatives) {
        boolean known = name.get(0).equals(DNS) || name.get(0).equals(ADDRESS);
        if (known && name.get(1) instanceof String text) {
          names.add(text);
        }
      }
    } catch (CertificateParsingException _) {
      return List.of();
    }
    return names;
  }
}

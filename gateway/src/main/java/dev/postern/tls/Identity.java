package dev.postern.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// Who this server says it is in a TLS handshake.
///
/// @param chain its own certificate first; a root is left out
public record Identity(PrivateKey key, List<X509Certificate> chain) {
  /// Leaves the key out.
  @Override
  public String toString() {
    return "Identity[" + chain.getFirst().getSubjectX500Principal() + "]";
  }
}

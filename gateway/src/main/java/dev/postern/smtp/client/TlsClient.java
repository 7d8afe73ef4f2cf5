package dev.postern.smtp.client;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The client side of TLS.
///
/// The handshake takes every certificate; what the connection demands is checked right after it,
/// before a single octet of ours is sent through.
final class TlsClient {
  private static final Logger log = LoggerFactory.getLogger(TlsClient.class);
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private final Supplier<X509TrustManager> authorities;
  private @Nullable Loaded loaded;

  /// What takes a moment to load, and is not needed before the first handshake.
  private record Loaded(SSLContext context, X509TrustManager authorities) {}

  /// @param authorities tells which certificates come from a known authority
  TlsClient(Supplier<X509TrustManager> authorities) {
    this.authorities = authorities;
  }

  /// Trusts the authorities that Java does, which `javax.net.ssl.trustStore` can change.
  static TlsClient system() {
    return new TlsClient(() -> authorities(null));
  }

  /// Trusts what a key store holds.
  static TlsClient trusting(KeyStore store) {
    return new TlsClient(() -> authorities(store));
  }

  private static X509TrustManager authorities(@Nullable KeyStore store) {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      for (TrustManager each : factory.getTrustManagers()) {
        if (each instanceof X509TrustManager known) {
          return known;
        }
      }
      throw new IllegalStateException("this Java knows no authorities");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java knows no authorities", e);
    }
  }

  private synchronized Loaded loaded() {
    if (loaded == null) {
      try {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anyone()}, null);
        loaded = new Loaded(context, authorities.get());
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("this Java has no TLS", e);
      }
    }
    return loaded;
  }

  /// Does the handshake on a connection.
  ///
  /// @param name for SNI, unless it is an address
  SSLSocket handshake(Socket raw, String name, Duration within) throws IOException {
    raw.setSoTimeout((int) Math.min(Integer.MAX_VALUE, Math.max(1, within.toMillis())));
    SSLSocket socket =
        (SSLSocket)
            loaded().context().getSocketFactory().createSocket(raw, name, raw.getPort(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setProtocols(PROTOCOLS);
    parameters.setServerNames(serverNames(name));
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  // Some servers have names with an underscore, which the extension has no room for.
  private static List<SNIServerName> serverNames(String name) {
    try {
      return Paths.isAddress(name) ? List.of() : List.of(new SNIHostName(name));
    } catch (IllegalArgumentException _) {
      return List.of();
    }
  }

  /// Checks the certificate that a handshake has shown.
  ///
  /// @throws IOException if it is not what is demanded
  void verify(SSLSocket socket, TlsDemand demand) throws IOException {
    try {
      switch (demand) {
        case TlsDemand.None _, TlsDemand.Encrypted _ -> {}
        case TlsDemand.Opportunistic any -> report(chain(socket), any.expected());
        case TlsDemand.Named named -> verify(chain(socket), named.names());
        case TlsDemand.Dane dane -> Dane.verify(chain(socket), dane);
      }
    } catch (CertificateException e) {
      throw new IOException("certificate: " + e.getMessage(), e);
    }
  }

  private void report(List<X509Certificate> chain, Set<String> names) {
    try {
      if (!names.isEmpty()) {
        verify(chain, names);
      }
    } catch (CertificateException e) {
      log.warn("{}: the MTA-STS policy, in testing, is not met: {}", names, e.getMessage());
    }
  }

  private void verify(List<X509Certificate> chain, Set<String> names) throws CertificateException {
    loaded().authorities().checkServerTrusted(chain.toArray(X509Certificate[]::new), "UNKNOWN");
    if (!CertificateNames.match(chain.getFirst(), names)) {
      throw new CertificateException("it is not for " + String.join(" or ", names));
    }
  }

  private static List<X509Certificate> chain(SSLSocket socket) throws IOException {
    List<X509Certificate> chain = new ArrayList<>();
    for (Certificate each : socket.getSession().getPeerCertificates()) {
      chain.add((X509Certificate) each);
    }
    return chain;
  }

  private static final class Anyone extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}

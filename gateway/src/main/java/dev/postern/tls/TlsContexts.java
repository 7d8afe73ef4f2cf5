package dev.postern.tls;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server side of TLS 1.2 and 1.3: BoringSSL where it loads, else the JDK.
///
/// Sessions are resumed by tickets whose keys live in this process and are replaced each day.
public final class TlsContexts {
  private static final Logger log = LoggerFactory.getLogger(TlsContexts.class);
  private static final Duration TICKET_KEY_LIFE = Duration.ofHours(24);

  private record Current(Identity identity, SslContext context, Instant made) {}

  private final SecureRandom random = new SecureRandom();
  private final IdentitySource source;
  private final InstantSource clock;
  private volatile Current current;

  /// Makes the first context.
  ///
  /// @throws IOException with a text that names the file and what is wrong with it
  public TlsContexts(IdentitySource source, InstantSource clock) throws IOException {
    this.source = source;
    this.clock = clock;
    this.current = make(source.identity());
  }

  /// Returns the context for a connection that starts TLS now.
  public SslContext server() {
    return current.context();
  }

  /// Takes a renewed certificate, and new ticket keys when it is time. Reads files: to be called
  /// about once a minute on a thread that may block. What cannot be read is logged, and the old
  /// certificate stays.
  public synchronized void refresh() {
    try {
      Identity identity = source.identity();
      Current old = current;
      boolean renewed = !identity.equals(old.identity());
      if (renewed || !clock.instant().isBefore(old.made().plus(TICKET_KEY_LIFE))) {
        // The old context is left to its connections: engines hold it, and one may just be made.
        current = make(identity);
      }
      if (renewed) {
        X509Certificate leaf = identity.chain().getFirst();
        log.info("TLS certificate valid until {} is in use", leaf.getNotAfter().toInstant());
      }
    } catch (IOException e) {
      log.error("TLS certificate not reloaded, the old one stays in use: {}", e.getMessage(), e);
    }
  }

  private Current make(Identity identity) throws IOException {
    SslContext context =
        SslContextBuilder.forServer(identity.key(), identity.chain())
            .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK)
            .protocols("TLSv1.3", "TLSv1.2")
            .build();
    if (context.sessionContext() instanceof OpenSslServerSessionContext sessions) {
      sessions.setSessionCacheEnabled(false);
      sessions.setTicketKeys(newTicketKey());
    }
    return new Current(identity, context, clock.instant());
  }

  private OpenSslSessionTicketKey newTicketKey() {
    return new OpenSslSessionTicketKey(bytes(16), bytes(16), bytes(16));
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}

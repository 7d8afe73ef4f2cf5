package dev.postern.net;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.UUID;

/// One accepted connection, as its door sees it.
public interface Connection {
  /// Returns the channel.
  Channel channel();

  /// Returns the client's address.
  InetSocketAddress remote();

  /// Returns the address the client connected to.
  InetSocketAddress local();

  /// Says whether TLS protects it, and its handshake is done.
  boolean secure();

  /// Returns version and cipher of TLS, such as `TLSv1.3 TLS_AES_128_GCM_SHA256`, when it is
  /// [#secure].
  default Optional<String> tls() {
    return Optional.empty();
  }

  /// Says whether both ends are loopback addresses of this machine and no proxy header was seen.
  boolean loopback();

  /// Says whether `STARTTLS` can be offered: TLS is configured and not yet on.
  boolean tlsAvailable();

  /// Says whether a password may be accepted now: TLS is on, or the configured rule
  /// (`security.plaintext-login`) allows it for this connection.
  boolean loginAllowed();

  /// Puts TLS in front, on the event loop. Call it after the positive answer was written with
  /// reading switched off; bytes already received must have been dropped by the caller, and later
  /// ones go to the handshake. Switches reading on again.
  void startTls();

  /// Runs `task` on a virtual thread; tasks of one connection run one at a time in the order given,
  /// also those that are given, or still wait, when the connection is closed: a long task looks at
  /// [Channel#isActive]. A task that throws is logged and closes the connection.
  ///
  /// The queue is not bounded here: who reads from the client stops reading while it is long.
  void run(Runnable task);

  /// Tells that the client has signed in to `grant`: the deadline for it is called off, and the
  /// connection is closed within a second when the grant is deleted or its password replaced.
  void signedIn(UUID grant);
}

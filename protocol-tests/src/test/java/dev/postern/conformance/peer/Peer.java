package dev.postern.conformance.peer;

import javax.net.ssl.SSLContext;

/// A running server that conversations are held with.
public interface Peer extends AutoCloseable {
  /// Makes an empty mailbox and returns its address; `name` is a wish, the address is new each
  /// time.
  String agent(String name);

  /// Returns the password of every agent.
  String password();

  /// Returns the port of `imap`, `imaps`, `submission`, `submissions`, `mx` or `api`.
  int port(String listener);

  /// Returns what trusts the server's certificate.
  SSLContext trust();

  @Override
  void close();
}

package dev.postern.conformance.peer;

import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// A running server that conversations are held with.
public interface Peer extends AutoCloseable {
  /// Makes an empty mailbox and returns its address; `name` is a wish, the address is new each
  /// time.
  String agent(String name);

  /// Returns the password of every agent.
  String password();

  /// Returns the port of `imap`, `imaps`, `submission`, `submissions`, `mx`, `legacy` or `api`.
  int port(String listener);

  /// Returns what trusts the server's certificate.
  SSLContext trust();

  /// Returns the id of an agent in the API, or nothing where there is none.
  default String grant(String address) {
    return "";
  }

  /// Returns what transcripts may know of this server: `<key>` is a key of the API.
  default Map<String, String> facts() {
    return Map.of();
  }

  /// Lets a device hand mail in at `legacy` as an agent, and returns its name, new each time.
  ///
  /// @param network where it is, an address or a block of them
  /// @param pin what it may sign in with
  default String device(
      String name, String address, Optional<String> network, Optional<String> pin) {
    throw new UnsupportedOperationException("no devices");
  }

  @Override
  void close();
}

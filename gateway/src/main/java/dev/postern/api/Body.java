package dev.postern.api;

import java.io.InputStream;

/// A request's body, read while it arrives.
@FunctionalInterface
interface Body {
  /// Opens it, once. A client that waits for `100 Continue` gets it now.
  ///
  /// @param max octets; reading beyond them throws a 413 [Problem], and so does opening when the
  ///   client declared more
  InputStream open(int max);

  /// Has `action` run if the client hangs up, or the server is about to end, before the request is
  /// answered: for an answer that takes long.
  default void whenEnding(Runnable action) {}
}

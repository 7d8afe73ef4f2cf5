package dev.postern.auth;

import java.util.List;
import java.util.UUID;

/// The port to an engine for redirect URIs. Reads see every write that has returned; writes are
/// durable when they return.
public interface RedirectUriStore {
  /// Returns an application's redirect URIs, oldest first.
  List<RedirectUri> of(UUID application);

  /// Adds a redirect URI, or replaces the one with its id.
  ///
  /// @param most the application may have
  /// @throws dev.postern.fault.GatewayException with ALREADY_EXISTS if another one of the
  ///   application has the URL, with LIMIT if it has `most`
  void put(RedirectUri uri, int most);

  /// Removes a redirect URI.
  void remove(UUID id);
}

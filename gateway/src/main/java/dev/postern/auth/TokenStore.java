package dev.postern.auth;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// The port to an engine for access tokens, of which it keeps hashes. Reads see every write that
/// has returned; writes are durable when they return.
public interface TokenStore {
  /// Keeps a token of a live grant and forgets the grant's expired ones.
  ///
  /// @param most live tokens the grant may have
  /// @throws dev.postern.fault.GatewayException with NOT_FOUND if there is no such grant, with
  ///   LIMIT if it has `most`
  void add(byte[] hash, UUID grant, Instant now, Instant expires, int most);

  /// Returns the grant of a token that has not expired; it may be deleted by now.
  Optional<UUID> grantOf(byte[] hash, Instant now);

  /// Forgets every token of a grant, also those that a sign-in gave ([ConsentStore]).
  void revoke(UUID grant);
}

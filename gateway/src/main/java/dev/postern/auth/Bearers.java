package dev.postern.auth;

import java.util.Optional;

/// Which secrets of programs open an account: its access tokens, and an API key for every account
/// of the key's application.
///
/// @param grants finds the account that an API key is used for
public record Bearers(AccessTokens tokens, ApiKeys keys, GrantStore grants) {
  /// Returns the account that `secret` opens.
  ///
  /// @param address canonical; empty if the client named none, which is enough for an access token
  Optional<Grant> owner(String secret, Optional<String> address) {
    Optional<Grant> named = address.flatMap(grants::grantOf);
    Optional<Grant> owner = tokens.owner(secret);
    if (owner.isPresent()) {
      return owner.filter(grant -> address.isEmpty() || named.equals(owner));
    }
    return keys.owner(secret)
        .flatMap(application -> named.filter(grant -> grant.applicationId().equals(application)));
  }
}

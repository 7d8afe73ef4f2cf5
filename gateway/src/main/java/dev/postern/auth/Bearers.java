package dev.postern.auth;

import java.util.Optional;
import java.util.Set;

/// Which secrets of programs open an account: its access tokens, and an API key for every account
/// of the key's application that it reaches.
///
/// @param grants finds the account that an API key is used for
public record Bearers(AccessTokens tokens, ApiKeys keys, GrantStore grants) {
  /// Returns the account that `secret` opens.
  ///
  /// @param needs what an API key must be allowed
  /// @param address canonical; empty if the client named none, which is enough for an access token
  Optional<Grant> owner(String secret, Optional<String> address, Set<Permission> needs) {
    Optional<Grant> named = address.flatMap(grants::grantOf);
    Optional<Grant> owner = tokens.owner(secret);
    if (owner.isPresent()) {
      return owner.filter(grant -> address.isEmpty() || named.equals(owner));
    }
    return keys.key(secret)
        .filter(key -> key.reach().allows(needs))
        .flatMap(key ->
            named.filter(grant ->
                grant.applicationId().equals(key.application().id())
                    && key.reach().opens(grant.id())));
  }
}

package dev.postern.auth;

import java.util.Optional;
import java.util.UUID;

/// What a client wants changed of an account; what is empty stays.
///
/// @param email must be the account's own address: it cannot be changed
/// @param workspace to move it to
/// @param blocked whether it is stopped
public record GrantPatch(
    Optional<String> name,
    Optional<String> appPassword,
    Optional<String> email,
    Optional<UUID> workspace,
    Optional<Boolean> blocked) {
  /// Leaves the password out.
  @Override
  public String toString() {
    return "GrantPatch[name=" + name + ", workspace=" + workspace + ", blocked=" + blocked + "]";
  }
}

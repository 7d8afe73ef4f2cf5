package dev.postern.auth;

import java.util.Optional;
import java.util.UUID;

/// What is to become of a grant; what is empty stays.
///
/// @param credentials of a new app password: what sign-ins with the old one gave ([ConsentStore])
///   ends
/// @param workspace of its application, to move it to
/// @param blocked whether it is stopped
public record GrantChange(
    Optional<String> name,
    Optional<Credentials> credentials,
    Optional<UUID> workspace,
    Optional<Boolean> blocked) {
  /// Changes nothing.
  public static final GrantChange NONE =
      new GrantChange(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}

package dev.postern.auth;

import java.util.Optional;
import java.util.UUID;

/// Says in which workspace an account begins.
@FunctionalInterface
public interface Placement {
  /// In the one that is named, else in the application's default one.
  Placement USUAL = (application, named, _) -> named.orElse(application.defaultWorkspaceId());

  /// Returns the workspace of a new account.
  ///
  /// @param named by who makes it
  /// @param domain of its address, canonical
  /// @throws dev.postern.fault.GatewayException with INVALID if the named one is none of the
  ///   application's
  UUID of(Application application, Optional<UUID> named, String domain);
}

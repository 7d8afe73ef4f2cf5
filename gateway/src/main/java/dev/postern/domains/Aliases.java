package dev.postern.domains;

import java.util.Optional;
import java.util.UUID;

/// Further addresses of agents.
@FunctionalInterface
public interface Aliases {
  /// No aliases.
  Aliases NONE = _ -> Optional.empty();

  /// Returns whose alias an address is.
  ///
  /// @param canonicalAddress in the form of [dev.postern.mail.MailAddress#canonical]
  Optional<UUID> grantOf(String canonicalAddress);
}

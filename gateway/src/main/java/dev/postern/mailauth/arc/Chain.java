package dev.postern.mailauth.arc;

import dev.postern.mailauth.AuthenticationResults;
import dev.postern.mailauth.Check;
import java.util.List;
import java.util.Optional;

/// What ARC says of a mail.
///
/// @param check for `Authentication-Results`: method `arc`, `none`, `pass`, `fail` or, when a key
///   could not be had, `temperror`
/// @param sealers the domains that sealed it, the last first; empty unless the check is a `pass`
/// @param reported what the last sealer found out about the mail; worth as much as the sealer is
///   trusted; empty unless the check is a `pass`
public record Chain(Check check, List<String> sealers, Optional<AuthenticationResults> reported) {
  /// Keeps the list as it is now.
  public Chain {
    sealers = List.copyOf(sealers);
  }

  /// Returns who sealed the mail last: the one to be looked up in a list of the trusted.
  public Optional<String> lastSealer() {
    return sealers.stream().findFirst();
  }
}

package dev.postern.auth;

import java.util.List;
import java.util.Set;

/// What of sign-in and accounts is configured.
///
/// @param domains the domains that accounts may be made in, lower case
/// @param bcryptCost logarithm of the rounds, 4 to 31
/// @param bansAfter failed sign-ins of one address in 24 hours that get it banned until they are
///   over; 0: never
/// @param exempt networks that are never banned; loopback never is
/// @param requireSymbol whether an app password needs a character that is no letter and no digit
/// @param forbidLocalPart whether an app password may not contain the address's local part
public record AuthOptions(
    Set<String> domains,
    int bcryptCost,
    int bansAfter,
    List<Network> exempt,
    boolean requireSymbol,
    boolean forbidLocalPart) {
  /// Returns the defaults: cost 10, bans after 100 failures, the documented password rules only.
  public static AuthOptions of(Set<String> domains) {
    return new AuthOptions(domains, 10, 100, List.of(), false, false);
  }
}

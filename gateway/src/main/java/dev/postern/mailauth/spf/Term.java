package dev.postern.mailauth.spf;

import java.net.InetAddress;
import java.util.Optional;

/// A mechanism of a record with what it says about those that match (RFC 7208 section 5).
sealed interface Term {
  /// Returns what a match means.
  String result();

  /// Everybody.
  record All(String result) implements Term {}

  /// Whoever passes the check of another domain.
  record Include(String result, MacroString domain) implements Term {}

  /// The addresses of a domain.
  ///
  /// @param domain empty: the one whose record it is; so in the others
  record Address(String result, Optional<MacroString> domain, int bits4, int bits6)
      implements Term {}

  /// The addresses of a domain's mail servers.
  record Exchanger(String result, Optional<MacroString> domain, int bits4, int bits6)
      implements Term {}

  /// Whoever is called so by its address's owner, and is.
  record Pointer(String result, Optional<MacroString> domain) implements Term {}

  /// A network.
  record Block(String result, InetAddress address, int bits) implements Term {}

  /// Everybody, if a name has an address.
  record Exists(String result, MacroString domain) implements Term {}
}

package dev.postern.mailauth.dkim;

import java.util.List;

/// Knows the keys that mail is signed with now. Called for each mail sent: quick, from memory.
public interface SigningKeys {
  /// Returns the keys whose signatures a mail with that domain in `From` gets.
  ///
  /// @param domain A-labels in lower case; any domain, ours or not
  /// @return in any order; empty if mail of that domain is not signed
  List<SigningKey> active(String domain);
}

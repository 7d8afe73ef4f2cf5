package dev.postern.auth;

import dev.postern.mail.MailAddress;
import dev.postern.mail.MailAddresses;
import java.text.Normalizer;
import java.util.Optional;
import java.util.Set;

/// How an account's address is read from what people and programs type.
final class AccountAddress {
  private AccountAddress() {}

  /// Returns the canonical address of a sign-in name: any letter case, NFC or NFD, a `+tag`
  /// dropped. Without a domain it is of the first.
  ///
  /// @return empty if it cannot be an account's address
  static Optional<String> canonical(String user, Set<String> domains) {
    String name = normal(user);
    boolean whole = name.indexOf('@') >= 0 || domains.isEmpty();
    return MailAddresses.parse(whole ? name : name + "@" + domains.iterator().next())
        .map(MailAddress::canonical);
  }

  /// Returns the address of an account to be made. Quoted local parts are mail's, not an account's,
  /// and `+` begins what [MailAddress#canonical] drops.
  ///
  /// @return empty if it is none
  static Optional<MailAddress> parse(String email) {
    return MailAddresses.parse(normal(email))
        .filter(address -> !address.local().contains("+") && !address.local().startsWith("\""));
  }

  private static String normal(String text) {
    return Normalizer.normalize(text.strip(), Normalizer.Form.NFC);
  }
}

package dev.postern.auth;

import dev.postern.mail.MailAddress;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// How an account's address is read from what people and programs type.
final class AccountAddress {
  private AccountAddress() {}

  /// Returns the canonical address of a sign-in name: any letter case, NFC or NFD, a `+tag`
  /// dropped, the domain left out if this server has only one.
  ///
  /// @return empty if it cannot be an account's address
  static Optional<String> canonical(String user, Set<String> domains) {
    String name = Normalizer.normalize(user.strip(), Normalizer.Form.NFC);
    int at = name.lastIndexOf('@');
    if (name.isEmpty() || at == 0 || name.length() > 320) {
      return Optional.empty();
    }
    if (at < 0) {
      return domains.size() == 1
          ? Optional.of(new MailAddress(name, domains.iterator().next()).canonical())
          : Optional.empty();
    }
    String domain = name.substring(at + 1).toLowerCase(Locale.ROOT);
    return Optional.of(new MailAddress(name.substring(0, at), domain).canonical());
  }

  /// Returns the address of an account to be made: `dot-atom@domain` (RFC 5322 section 3.2.3,
  /// letters beyond ASCII as RFC 6532 allows). Quoted local parts are mail's, not an account's; and
  /// `+` begins what [MailAddress#canonical] drops.
  ///
  /// @return empty if it is none
  static Optional<MailAddress> parse(String email) {
    String name = Normalizer.normalize(email.strip(), Normalizer.Form.NFC);
    int at = name.indexOf('@');
    String local = at < 0 ? "" : name.substring(0, at);
    String domain = name.substring(at + 1).toLowerCase(Locale.ROOT);
    boolean sound =
        local.length() <= 64
            && !local.contains("+")
            && isDotAtom(local)
            && domain.length() <= 253
            && isDotAtom(domain);
    return sound ? Optional.of(new MailAddress(local, domain)) : Optional.empty();
  }

  private static boolean isDotAtom(String text) {
    return !text.isEmpty()
        && !text.startsWith(".")
        && !text.endsWith(".")
        && !text.contains("..")
        && text.codePoints().allMatch(AccountAddress::isAtomText);
  }

  private static boolean isAtomText(int c) {
    return c < 128
        ? c > ' ' && c != 127 && "()<>[]:;@\\,\"".indexOf(c) < 0
        : Character.isLetterOrDigit(c) || Character.getType(c) == Character.NON_SPACING_MARK;
  }
}

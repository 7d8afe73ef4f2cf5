package dev.postern.outbound;

import dev.postern.mailbox.AccountId;
import java.net.IDN;
import java.util.Locale;

/// The recipients that one account's mail has in one domain. The queue is taken by lanes, in turn,
/// so that a million mails in one hold nobody up in another.
///
/// @param domain lower case, an IDN in its A-label form; empty for a recipient without one
/// @param account number 0 for mail that no account sent
public record Lane(String domain, AccountId account) {
  /// Returns the domain of a forward path as lanes have it; what is no domain stays as it is, in
  /// lower case.
  public static String domain(String recipient) {
    int at = recipient.lastIndexOf('@');
    String domain = at < 0 ? "" : recipient.substring(at + 1).toLowerCase(Locale.ROOT);
    if (domain.chars().allMatch(c -> c < 0x80)) {
      return domain;
    }
    try {
      return IDN.toASCII(domain).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException _) {
      return domain;
    }
  }
}

package dev.postern.mail;

import java.text.Normalizer;
import java.util.Locale;

/// One mailbox address as SMTP and the API name it: `local@domain` (RFC 5321 section 4.1.2).
///
/// The local part keeps its case; the domain is lower case, an IDN in its A-label form or, in
/// SMTPUTF8 transactions, as it came. Parsing is [MailAddresses]' work.
public record MailAddress(String local, String domain) {
  /// Returns the form that accounts are looked up by: lower case, composed (NFC), without a `+tag`.
  public String canonical() {
    int plus = local.indexOf('+');
    String base = plus > 0 ? local.substring(0, plus) : local;
    String composed = Normalizer.normalize(base, Normalizer.Form.NFC);
    return composed.toLowerCase(Locale.ROOT) + "@" + domain.toLowerCase(Locale.ROOT);
  }

  /// Returns `local@domain`.
  @Override
  public String toString() {
    return local + "@" + domain;
  }
}

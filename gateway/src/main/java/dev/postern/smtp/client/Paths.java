package dev.postern.smtp.client;

import java.net.IDN;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;

/// Addresses as they may stand in a command.
///
/// An address that ends its line would be two commands (CVE-2025-7962, CVE-2025-59419): it is never
/// sent, wherever it comes from.
final class Paths {
  private static final int MAX = 1000;

  private Paths() {}

  /// Returns the address as it is sent: the domain as A-labels if the local part is ASCII, as an
  /// internationalised address needs no such server then (RFC 6531 section 3.2).
  ///
  /// @return empty if it cannot stand in a command
  static Optional<String> of(String address) {
    if (address.isEmpty()) {
      return Optional.of("");
    }
    int at = address.lastIndexOf('@');
    if (at <= 0 || at == address.length() - 1 || address.length() > MAX || !isClean(address, at)) {
      return Optional.empty();
    }
    String local = address.substring(0, at);
    String domain = address.substring(at + 1);
    if (isAscii(domain) || !isAscii(local)) {
      return Optional.of(address);
    }
    return domain(domain).map(ascii -> local + "@" + ascii);
  }

  /// Returns the domain of an address in A-labels and lower case; empty if it is none.
  static Optional<String> domainOf(String address) {
    return domain(address.substring(address.lastIndexOf('@') + 1));
  }

  /// Returns a domain in A-labels and lower case; empty if it is none.
  static Optional<String> domain(String domain) {
    try {
      String ascii = isAscii(domain) ? domain : IDN.toASCII(domain, IDN.USE_STD3_ASCII_RULES);
      return Optional.of(ascii.toLowerCase(Locale.ROOT)).filter(name -> !name.isEmpty());
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }

  /// Says whether a host is written as an address.
  static boolean isAddress(String host) {
    return host.indexOf(':') >= 0 || host.matches("[0-9.]+");
  }

  /// Returns the address that stands in place of a domain, such as `[192.0.2.1]` (RFC 5321 section
  /// 4.1.3).
  static Optional<InetAddress> literal(String domain) {
    if (!domain.startsWith("[") || !domain.endsWith("]")) {
      return Optional.empty();
    }
    String inner = domain.substring(1, domain.length() - 1).toLowerCase(Locale.ROOT);
    String text = inner.startsWith("ipv6:") ? inner.substring("ipv6:".length()) : inner;
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  // Blanks may stand in a quoted local part only.
  private static boolean isClean(String address, int at) {
    boolean quoted = address.charAt(0) == '"' && address.charAt(at - 1) == '"' && at > 1;
    for (int i = 0; i < address.length(); ) {
      int c = address.codePointAt(i);
      boolean blank = c == ' ' && !(quoted && i < at);
      int type = Character.getType(c);
      boolean hidden =
          Character.isISOControl(c)
              || type == Character.LINE_SEPARATOR
              || type == Character.PARAGRAPH_SEPARATOR
              || type == Character.SURROGATE;
      if (blank || hidden || c == '<' || c == '>') {
        return false;
      }
      i += Character.charCount(c);
    }
    return true;
  }
}

package dev.postern.dns;

import java.net.InetAddress;

/// Asks the domain name system. Blocking, each question within a bounded time; never throws: what
/// could not be asked is [Answer.Status#FAILED]. Names may be U-labels or A-labels, with or without
/// a final dot. Safe for concurrent use.
public interface Dns {
  /// Returns the TXT records of a name, the strings of each joined, one character for an octet.
  Answer<String> text(String name);

  /// Returns the MX records of a name in any order, the null MX (RFC 7505) among them.
  Answer<Mx> mx(String name);

  /// Returns the A records of a name.
  Answer<InetAddress> ipv4(String name);

  /// Returns the AAAA records of a name.
  Answer<InetAddress> ipv6(String name);

  /// Returns the names of an address (PTR), without final dots.
  Answer<String> names(InetAddress address);

  /// Returns the TLSA records of a name such as `_25._tcp.mx.example.org`. Only a [Answer#secure]
  /// answer means anything (RFC 7672 section 2.2).
  Answer<Tlsa> tlsa(String name);

  /// An MX record.
  ///
  /// @param preference the lower, the earlier
  /// @param host an A-label name in lower case without final dot; empty for the null MX
  record Mx(int preference, String host) {}

  /// A TLSA record (RFC 6698 section 2.1).
  record Tlsa(int usage, int selector, int matching, byte[] data) {}
}

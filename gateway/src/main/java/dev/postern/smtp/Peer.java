package dev.postern.smtp;

import dev.postern.delivery.Trace;
import java.net.Inet6Address;
import java.net.InetAddress;

/// Who hands a mail over.
///
/// @param address its address
/// @param name what it called itself in EHLO or HELO, as it came
/// @param tls version and cipher, such as `TLSv1.3 TLS_AES_128_GCM_SHA256`; empty: none
/// @param trusted whether its mail is taken without a check
record Peer(InetAddress address, String name, String tls, boolean trusted) {
  /// Returns it as a trace field shows it (RFC 5321 section 4.4).
  String shown() {
    return Trace.token(name) + " (" + literal() + ")";
  }

  private String literal() {
    return literal(address);
  }

  /// Writes an address as SMTP does: address-literal (RFC 5321 section 4.1.3).
  static String literal(InetAddress address) {
    return (address instanceof Inet6Address ? "[IPv6:" : "[") + address.getHostAddress() + "]";
  }
}

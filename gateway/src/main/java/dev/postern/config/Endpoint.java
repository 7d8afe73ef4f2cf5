package dev.postern.config;

import java.net.InetAddress;

/// Where a listener waits.
///
/// @param host a name or an address, IPv6 without brackets
/// @param port 0 to 65535; 0 takes any free port
public record Endpoint(String host, int port) {
  /// Reads `host:port` or `[ipv6]:port`.
  ///
  /// @throws IllegalArgumentException if it is neither
  public static Endpoint of(String text) {
    int colon = text.lastIndexOf(':');
    if (colon <= 0) {
      throw new IllegalArgumentException("is not host:port");
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      throw new IllegalArgumentException("is not host:port (write an IPv6 address in brackets)");
    }
    if (host.isBlank()) {
      throw new IllegalArgumentException("is not host:port");
    }
    return new Endpoint(host, Values.number(text.substring(colon + 1), 0, 65_535));
  }

  /// Says whether only this machine reaches it. Asks no name server: of names, only `localhost`
  /// counts.
  public boolean loopback() {
    if (host.equalsIgnoreCase("localhost")) {
      return true;
    }
    try {
      return InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException notAnAddress) {
      return false;
    }
  }

  /// Returns `host:port`, the form [#of] reads.
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}

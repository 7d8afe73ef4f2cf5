package dev.postern.net;

import java.net.InetSocketAddress;

/// A listener that accepts connections.
///
/// @param address with the real port
public record Bound(String name, InetSocketAddress address) {
  /// Returns the real port.
  public int port() {
    return address.getPort();
  }
}

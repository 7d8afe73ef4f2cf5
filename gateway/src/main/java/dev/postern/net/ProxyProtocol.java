package dev.postern.net;

import dev.postern.auth.Network;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;

/// Proxies that tell whom they speak for (PROXY protocol, version 2).
///
/// @param networks where they are
/// @param listeners the names of those they stand in front of
public record ProxyProtocol(List<Network> networks, Set<String> listeners) {
  /// Nobody is believed.
  public static final ProxyProtocol NONE = new ProxyProtocol(List.of(), Set.of());

  /// Keeps what it is given as it is now.
  public ProxyProtocol {
    networks = List.copyOf(networks);
    listeners = Set.copyOf(listeners);
  }

  /// Says whether a connection from there must begin with the header.
  boolean expectedFrom(InetAddress address, String listener) {
    return listeners.contains(listener)
        && networks.stream().anyMatch(network -> network.contains(address));
  }
}

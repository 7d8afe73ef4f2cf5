package dev.postern.auth;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// A printer, a scanner, an old program: what hands mail in at the legacy listener as an agent,
/// because it cannot sign in as mail programs do.
///
/// @param name unique whatever the case of its letters; may be what the device signs in as
/// @param grant whose mail it sends
/// @param network from where it is known without signing in, and the only place its PIN is valid
///   at; empty: it must sign in, from any network that the listener takes
/// @param pin bcrypt hash of its PIN; empty: it has none
/// @param seen when it was known last, to the minute
public record Device(
    UUID id,
    String name,
    UUID grant,
    Optional<Network> network,
    Optional<String> pin,
    Instant createdAt,
    Optional<Instant> seen) {
  /// Says whether it may be at an address.
  boolean mayBeAt(InetAddress address) {
    return network.map(known -> known.contains(address)).orElse(true);
  }

  /// Leaves the hash out.
  @Override
  public String toString() {
    return "Device[id=" + id + ", name=" + name + "]";
  }
}

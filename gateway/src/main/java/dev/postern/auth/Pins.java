package dev.postern.auth;

import dev.postern.mail.MailAddress;
import dev.postern.mail.MailAddresses;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/// Sign-in of devices with their PINs.
final class Pins {
  private final Devices devices;

  Pins(Devices devices) {
    this.devices = devices;
  }

  /// Returns the canonical address of the agent whose device signs in under its own name.
  Optional<String> addressOf(String user, InetAddress from) {
    return devices
        .named(user, from)
        .flatMap(devices::agentOf)
        .map(Grant::email)
        .flatMap(MailAddresses::parse)
        .map(MailAddress::canonical);
  }

  /// Says whether a PIN is right: of the device that `user` names, else of any that the agent has
  /// where the client is. Takes the time of at least one hash.
  ///
  /// @param agent whom `user` names, by a device or by the address
  boolean matches(String user, Optional<Grant> agent, String pin, InetAddress from) {
    List<Device> candidates =
        devices
            .named(user, from)
            .map(device -> device.pin().isPresent() ? List.of(device) : List.<Device>of())
            .or(() -> agent.map(grant -> devices.withPin(grant, from)))
            .orElse(List.of());
    if (candidates.isEmpty()) {
      devices.matchesNothing(pin);
      return false;
    }
    Optional<Device> right =
        candidates.stream().filter(device -> Devices.matches(device, pin)).findFirst();
    right.ifPresent(devices::seen);
    return right.isPresent();
  }
}

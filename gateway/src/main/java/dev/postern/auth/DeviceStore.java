package dev.postern.auth;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// The port to an engine for devices. Reads see every write that has returned; writes are durable
/// when they return. Devices end with their agent's account.
public interface DeviceStore {
  /// Returns all devices of live accounts, oldest first.
  List<Device> devices();

  /// Adds a device.
  ///
  /// @param most there may be
  /// @param mostPins devices with a PIN that the account may have
  /// @throws dev.postern.fault.GatewayException with NOT_FOUND if the account is gone,
  ///   ALREADY_EXISTS if another device has the name or exactly the network, LIMIT if there are too
  ///   many
  void add(Device device, int most, int mostPins);

  /// Removes a device.
  ///
  /// @return false if there is no such device
  boolean remove(UUID id);

  /// Notes when a device was known last.
  void seen(UUID id, Instant at);
}

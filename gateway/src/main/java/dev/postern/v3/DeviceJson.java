package dev.postern.v3;

import dev.postern.auth.Device;
import dev.postern.auth.Grant;
import dev.postern.auth.Network;
import dev.postern.lint.Lint;
import java.time.Instant;
import java.util.UUID;

/// Devices, and what clients do wrong, as the API shows them.
public final class DeviceJson {
  private DeviceJson() {}

  /// Writes a device; its PIN is kept nowhere.
  public static JsonObject of(Device device, Grant agent) {
    JsonObject json =
        new JsonObject()
            .put("id", device.id().toString())
            .put("name", device.name())
            .put("grant_id", device.grant().toString())
            .put("email", agent.email())
            .put("network", device.network().map(Network::toString))
            .put("has_pin", device.pin().isPresent())
            .put("created_at", device.createdAt().getEpochSecond());
    device.seen().map(Instant::getEpochSecond).ifPresent(at -> json.put("seen_at", at));
    return json;
  }

  /// Writes a lint.
  public static JsonObject of(Lint lint) {
    return new JsonObject()
        .put("kind", lint.kind().wire())
        .put("text", lint.kind().text())
        .put("grant_id", lint.account().map(UUID::toString))
        .put("source", lint.source())
        .put("count", lint.count())
        .put("first_at", lint.first().getEpochSecond())
        .put("last_at", lint.last().getEpochSecond());
  }
}

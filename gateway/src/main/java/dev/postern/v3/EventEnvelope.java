package dev.postern.v3;

import java.time.Instant;
import java.util.UUID;

/// One notification (spec/api-data.md section 9.1), a CloudEvents-like frame.
///
/// @param type such as `message.created`
/// @param source such as `/nylas/emails/realtime`
/// @param id the same for each attempt of one delivery
/// @param time when the server noticed the change
/// @param attempt 1 for the first
public record EventEnvelope(
    String type, String source, UUID id, Instant time, int attempt, UUID applicationId) {
  /// Writes the notification around the object it is about.
  public JsonObject around(JsonObject object) {
    return new JsonObject()
        .put("specversion", "1.0")
        .put("type", type)
        .put("source", source)
        .put("id", id.toString())
        .put("time", time.getEpochSecond())
        .put("webhook_delivery_attempt", attempt)
        .put(
            "data",
            new JsonObject().put("application_id", applicationId.toString()).put("object", object));
  }
}

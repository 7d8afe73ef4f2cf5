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
    return frame(data().put("object", object));
  }

  /// Writes a notification that names its grant beside the object, as those of sending, tracking
  /// and delivery do.
  public JsonObject around(UUID grant, JsonObject object) {
    return frame(data().put("grant_id", grant.toString()).put("object", object));
  }

  /// Writes the notification that a message was not sent (section 9.3).
  public JsonObject around(UUID grant, String reason, JsonObject error, JsonObject object) {
    return frame(
        data()
            .put("grant_id", grant.toString())
            .put("reason", reason)
            .put("error", error)
            .put("object", object));
  }

  /// Returns the same notification under another type.
  public EventEnvelope ofType(String other) {
    return new EventEnvelope(other, source, id, time, attempt, applicationId);
  }

  private JsonObject data() {
    return new JsonObject().put("application_id", applicationId.toString());
  }

  private JsonObject frame(JsonObject data) {
    return new JsonObject()
        .put("specversion", "1.0")
        .put("type", type)
        .put("source", source)
        .put("id", id.toString())
        .put("time", time.getEpochSecond())
        .put("webhook_delivery_attempt", attempt)
        .put("data", data);
  }
}

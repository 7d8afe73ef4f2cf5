package dev.postern.webhook.send;

import dev.postern.v3.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// Examples of what can be subscribed to and does not happen here (spec/api-data.md sections 9.5,
/// 9.6 and 7.3): enough of an object that a receiver can be written.
record ForeignExamples(UUID grant, Instant now) {
  private static final String CALENDAR = "6e9f3a3c-0d7b-4e6b-9a53-2f0e1d6c7b8a";
  private static final String EVENT = "0c2f9f62-8a3e-4f0e-b0c1-1f2e3d4c5b6a";

  /// Writes the object of a notification.
  JsonObject of(String type) {
    String resource = type.substring(0, type.indexOf('.'));
    return switch (resource) {
      case "calendar" -> type.endsWith(".deleted") ? key(CALENDAR, resource) : calendar();
      case "event" -> type.endsWith(".deleted") ? deletedEvent() : event();
      case "contact" -> type.endsWith(".deleted") ? key(EVENT, resource) : contact();
      case "booking" -> booking();
      case "notetaker" -> notetaker();
      default -> new JsonObject().put("object", resource).put("id", EVENT);
    };
  }

  private JsonObject key(String id, String object) {
    return new JsonObject().put("id", id).put("grant_id", grant.toString()).put("object", object);
  }

  private JsonObject calendar() {
    return key(CALENDAR, "calendar")
        .put("name", "Calendar")
        .put("timezone", "UTC")
        .put("is_primary", true)
        .put("is_owned_by_user", true)
        .put("read_only", false);
  }

  private JsonObject event() {
    long start = now.getEpochSecond();
    JsonObject when =
        new JsonObject()
            .put("object", "timespan")
            .put("start_time", start)
            .put("end_time", start + 1800)
            .put("start_timezone", "UTC")
            .put("end_timezone", "UTC");
    JsonObject participant =
        new JsonObject()
            .put("name", "Ann Example")
            .put("email", "ann@example.org")
            .put("status", "noreply");
    return key(EVENT, "event")
        .put("calendar_id", CALENDAR)
        .put("title", "Call")
        .put("busy", true)
        .put("read_only", false)
        .put("hide_participants", false)
        .put("visibility", "default")
        .put("status", "confirmed")
        .put("when", when)
        .putObjects("participants", List.of(participant))
        .put("created_at", start)
        .put("updated_at", start);
  }

  private JsonObject deletedEvent() {
    return key(EVENT, "event").put("calendar_id", CALENDAR);
  }

  private JsonObject contact() {
    JsonObject email = new JsonObject().put("type", "work").put("email", "ann@example.org");
    return key(EVENT, "contact")
        .put("given_name", "Ann")
        .put("surname", "Example")
        .put("source", "address_book")
        .putObjects("emails", List.of(email));
  }

  private JsonObject booking() {
    return new JsonObject()
        .put("booking_id", EVENT)
        .put("booking_ref", EVENT)
        .put("configuration_id", CALENDAR)
        .put("object", "booking");
  }

  private JsonObject notetaker() {
    return key(EVENT, "notetaker").put("calendar_id", CALENDAR).put("state", "scheduled");
  }
}

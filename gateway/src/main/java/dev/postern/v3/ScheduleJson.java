package dev.postern.v3;

import dev.postern.outbound.Scheduled;

/// A scheduled send as the wire shows it (spec/api-data.md section 2.10).
public final class ScheduleJson {
  private ScheduleJson() {}

  /// Writes a scheduled send.
  public static JsonObject of(Scheduled mail) {
    JsonObject json =
        new JsonObject().put("schedule_id", mail.id().toString()).put("status", status(mail));
    mail.closed().ifPresent(closed -> json.putInt("close_time", closed.getEpochSecond()));
    return json;
  }

  private static JsonObject status(Scheduled mail) {
    String[] words =
        switch (mail.status()) {
          case PENDING -> new String[] {"pending", "schedule send awaiting send at time"};
          case SENT -> new String[] {"success", "schedule send succeeded"};
          case FAILED -> new String[] {"failed", "schedule send failed" + because(mail.reason())};
          case CANCELLED ->
              new String[] {"cancelled", "schedule send cancelled" + because(mail.reason())};
        };
    return new JsonObject().put("code", words[0]).put("description", words[1]);
  }

  private static String because(String reason) {
    return reason.isEmpty() ? "" : ": " + reason;
  }
}

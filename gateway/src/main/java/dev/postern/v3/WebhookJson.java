package dev.postern.v3;

import dev.postern.webhook.Webhook;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// A webhook destination as the wire shows it (spec/api-data.md section 7.2).
///
/// @param forJava whether it goes to the official Java client, which fails on a trigger or status
///   it does not know (section 13.4): triggers it does not know are left out, and a pause is called
///   `paused`
public record WebhookJson(boolean forJava) {
  private static final Set<String> KNOWN_TO_JAVA =
      Set.of(
          "calendar.created",
          "calendar.updated",
          "calendar.deleted",
          "event.created",
          "event.updated",
          "event.deleted",
          "grant.created",
          "grant.updated",
          "grant.deleted",
          "grant.expired",
          "message.created",
          "message.updated",
          "message.send_success",
          "message.send_failed",
          "message.bounce_detected",
          "message.opened",
          "message.link_clicked",
          "thread.replied");

  /// Writes for the client with this User-Agent.
  public static WebhookJson forClient(String userAgent) {
    return new WebhookJson(userAgent.startsWith("Nylas Java SDK"));
  }

  /// Writes a destination without its secret.
  public JsonObject of(Webhook webhook) {
    return new JsonObject()
        .put("id", webhook.id().toString())
        .put("description", webhook.description())
        .putTexts("trigger_types", triggers(webhook.triggers()))
        .put("webhook_url", webhook.url())
        .put("status", status(webhook.status()))
        .putTexts("notification_email_addresses", webhook.notificationEmails())
        .put("compressed_delivery", webhook.compressed())
        .put("status_updated_at", webhook.statusUpdatedAt().getEpochSecond())
        .put("created_at", webhook.createdAt().getEpochSecond())
        .put("updated_at", webhook.updatedAt().getEpochSecond());
  }

  /// Writes a destination with its secret: only for the answers to create and rotate.
  public JsonObject withSecret(Webhook webhook) {
    return of(webhook).put("webhook_secret", webhook.secret());
  }

  private List<String> triggers(Collection<String> triggers) {
    return triggers.stream().filter(name -> !forJava || KNOWN_TO_JAVA.contains(name)).toList();
  }

  private String status(Webhook.Status status) {
    return status == Webhook.Status.PAUSED && !forJava
        ? "pause"
        : status.name().toLowerCase(Locale.ROOT);
  }
}

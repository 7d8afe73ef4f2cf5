package dev.postern.v3;

import dev.postern.webhook.Webhook;
import java.util.Locale;

/// A webhook destination as the wire shows it (spec/api-data.md section 7.2).
public final class WebhookJson {
  private WebhookJson() {}

  /// Writes a destination without its secret.
  public static JsonObject of(Webhook webhook) {
    return new JsonObject()
        .put("id", webhook.id().toString())
        .put("description", webhook.description())
        .putTexts("trigger_types", webhook.triggers())
        .put("webhook_url", webhook.url())
        .put("status", webhook.status().name().toLowerCase(Locale.ROOT))
        .putTexts("notification_email_addresses", webhook.notificationEmails())
        .put("compressed_delivery", webhook.compressed())
        .put("status_updated_at", webhook.statusUpdatedAt().getEpochSecond())
        .put("created_at", webhook.createdAt().getEpochSecond())
        .put("updated_at", webhook.updatedAt().getEpochSecond());
  }

  /// Writes a destination with its secret: only for the answers to create and rotate.
  public static JsonObject withSecret(Webhook webhook) {
    return of(webhook).put("webhook_secret", webhook.secret());
  }
}

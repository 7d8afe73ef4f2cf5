package dev.postern.api;

import dev.postern.mail.MailAddresses;
import dev.postern.v3.JsonBody;
import dev.postern.webhook.Triggers;
import dev.postern.webhook.Webhook;
import dev.postern.webhook.send.HookClient;
import dev.postern.webhook.send.Subscriptions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Reads what a webhook is made of (spec/api-data.md section 7.1). Empty members do not overwrite.
final class WebhookFields {
  private static final int MAX_DESCRIPTION = 1000;
  private static final int MAX_EMAILS = 20;
  private static final int MAX_EMAIL = 254;

  private WebhookFields() {}

  /// Reads the fields of a new webhook.
  ///
  /// @throws dev.postern.fault.GatewayException with SYNTAX, naming the field
  static Subscriptions.Fields whole(JsonBody body) {
    Subscriptions.Fields fields = some(body);
    if (fields.url().isEmpty()) {
      throw body.refusal("webhook_url", "is required");
    }
    if (fields.triggers().isEmpty()) {
      throw body.refusal("trigger_types", "is required");
    }
    return fields;
  }

  /// Reads what is to be changed.
  static Subscriptions.Fields some(JsonBody body) {
    return new Subscriptions.Fields(
        triggers(body),
        url(body),
        description(body),
        emails(body),
        body.flag("compressed_delivery"),
        body.text("status").filter(text -> !text.isEmpty()).map(text -> status(body, text)));
  }

  /// Reads `webhook_url`.
  static Optional<String> url(JsonBody body) {
    Optional<String> url = body.text("webhook_url").filter(text -> !text.isEmpty());
    if (url.filter(text -> !HookClient.isUrl(text)).isPresent()) {
      throw body.refusal(
          "webhook_url", "must be an absolute http or https URL of at most 2048 characters");
    }
    return url;
  }

  private static Optional<Set<String>> triggers(JsonBody body) {
    Optional<List<String>> names = body.texts("trigger_types").filter(list -> !list.isEmpty());
    refuseFirst(body, "trigger_types", names, name -> !Triggers.isKnown(name), "no trigger type");
    return names.map(LinkedHashSet::new);
  }

  private static Optional<String> description(JsonBody body) {
    Optional<String> text = body.text("description").filter(given -> !given.isEmpty());
    if (text.filter(given -> given.length() > MAX_DESCRIPTION).isPresent()) {
      throw body.refusal("description", "must have at most " + MAX_DESCRIPTION + " characters");
    }
    return text;
  }

  private static Optional<List<String>> emails(JsonBody body) {
    String name = "notification_email_addresses";
    Optional<List<String>> emails = body.texts(name).filter(list -> !list.isEmpty());
    refuseFirst(
        body,
        name,
        emails,
        email -> email.length() > MAX_EMAIL || MailAddresses.parse(email).isEmpty(),
        "no mail address");
    if (emails.filter(list -> list.size() > MAX_EMAILS).isPresent()) {
      throw body.refusal(name, "must have at most " + MAX_EMAILS + " addresses");
    }
    return emails;
  }

  private static void refuseFirst(
      JsonBody body,
      String name,
      Optional<List<String>> values,
      Predicate<String> isWrong,
      String what) {
    List<String> given = values.orElse(List.of());
    for (int i = 0; i < given.size(); i++) {
      if (isWrong.test(given.get(i))) {
        throw body.refusal(name + "[" + i + "]", "is " + what);
      }
    }
  }

  private static Webhook.Status status(JsonBody body, String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "active" -> Webhook.Status.ACTIVE;
      case "pause", "paused", "inactive" -> Webhook.Status.PAUSED;
      default -> throw body.refusal("status", "must be active or pause");
    };
  }
}

package dev.postern.api;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.v3.Ids;
import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import dev.postern.v3.WebhookJson;
import dev.postern.webhook.Triggers;
import dev.postern.webhook.Webhook;
import dev.postern.webhook.send.ChallengeException;
import dev.postern.webhook.send.HookClient;
import dev.postern.webhook.send.Subscriptions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Webhook administration (spec/api-data.md section 7), with its numeric error types.
final class WebhooksRoutes {
  private static final String NOT_VERIFIED = "70005";
  private static final String NOT_FOUND = "70000";

  private final Subscriptions subscriptions;
  private final ApiOptions options;

  WebhooksRoutes(Subscriptions subscriptions, ApiOptions options) {
    this.subscriptions = subscriptions;
    this.options = options;
  }

  List<Route> routes() {
    return List.of(
        Route.of("POST /v3/webhooks", this::create),
        Route.of("GET /v3/webhooks", this::list),
        Route.of("POST /v3/webhooks/rotate-secret/{webhook}", this::rotate),
        Route.of("PUT /v3/webhooks/{webhook}/rotate-secret", this::rotate),
        Route.of("GET /v3/webhooks/{webhook}", this::get),
        Route.of("PUT /v3/webhooks/{webhook}", this::update),
        Route.of("DELETE /v3/webhooks/{webhook}", this::delete));
  }

  private Response create(Request request) {
    JsonBody body = request.json(options.maxJson());
    Subscriptions.Fields fields = fields(body);
    if (fields.url().isEmpty()) {
      throw body.refusal("webhook_url", "is required");
    }
    if (fields.triggers().isEmpty()) {
      throw body.refusal("trigger_types", "is required");
    }
    try {
      return Response.data(
          request, WebhookJson.withSecret(subscriptions.create(request.application(), fields)));
    } catch (ChallengeException e) {
      throw refusal(e);
    }
  }

  private Response list(Request request) {
    List<JsonObject> all =
        subscriptions.of(request.application()).stream().map(WebhookJson::of).toList();
    return Response.page(request, all, Optional.empty());
  }

  private Response get(Request request) {
    return Response.data(request, WebhookJson.of(found(request)));
  }

  private Response update(Request request) {
    UUID id = found(request).id();
    Subscriptions.Fields fields = fields(request.json(options.maxJson()));
    try {
      return Response.data(request, WebhookJson.of(subscriptions.update(id, fields)));
    } catch (ChallengeException e) {
      throw refusal(e);
    }
  }

  private Response rotate(Request request) {
    UUID id = found(request).id();
    return Response.data(request, WebhookJson.withSecret(subscriptions.rotate(id)));
  }

  private Response delete(Request request) {
    subscriptions.delete(found(request).id());
    return Response.data(request, new JsonObject().put("status", "success"));
  }

  private Webhook found(Request request) {
    Optional<UUID> id = Ids.uuid(request.parameter("webhook"));
    return subscriptions.of(request.application()).stream()
        .filter(webhook -> id.filter(webhook.id()::equals).isPresent())
        .findFirst()
        .orElseThrow(
            () -> new Problem(404, NOT_FOUND, "destination.id.not.found : record not found"));
  }

  // Empty members do not overwrite (section 7.2).
  private static Subscriptions.Fields fields(JsonBody body) {
    Optional<String> url = body.text("webhook_url").filter(text -> !text.isEmpty());
    if (url.filter(text -> !HookClient.isUrl(text)).isPresent()) {
      throw body.refusal("webhook_url", "must be an absolute http or https URL");
    }
    return new Subscriptions.Fields(
        triggers(body),
        url,
        body.text("description").filter(text -> !text.isEmpty()),
        body.texts("notification_email_addresses").filter(emails -> !emails.isEmpty()),
        body.flag("compressed_delivery"),
        body.text("status").filter(text -> !text.isEmpty()).map(text -> status(body, text)));
  }

  private static Optional<Set<String>> triggers(JsonBody body) {
    Optional<List<String>> names = body.texts("trigger_types").filter(list -> !list.isEmpty());
    for (String name : names.orElse(List.of())) {
      if (!Triggers.isKnown(name)) {
        throw body.refusal("trigger_types", "has an unknown trigger: " + name);
      }
    }
    return names.map(LinkedHashSet::new);
  }

  private static Webhook.Status status(JsonBody body, String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "active" -> Webhook.Status.ACTIVE;
      case "pause", "paused", "inactive" -> Webhook.Status.PAUSED;
      default -> throw body.refusal("status", "must be active or pause");
    };
  }

  private static RuntimeException refusal(ChallengeException e) {
    String message = e.getMessage();
    return message == null
        ? new GatewayException(Fault.INVALID, "webhook_url was not verified")
        : new Problem(400, NOT_VERIFIED, message);
  }
}

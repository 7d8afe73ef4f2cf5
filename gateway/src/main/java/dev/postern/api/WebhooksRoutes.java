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
import dev.postern.webhook.send.Subscriptions;
import java.util.List;
import java.util.Optional;
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
        Route.of("GET /v3/webhooks/ip-addresses", this::addresses),
        Route.of("POST /v3/webhooks/mock-payload", this::mock),
        Route.of("POST /v3/webhooks/send-test-event", this::test),
        Route.of("POST /v3/webhooks/rotate-secret/{webhook}", this::rotate),
        Route.of("PUT /v3/webhooks/{webhook}/rotate-secret", this::rotate),
        Route.of("GET /v3/webhooks/{webhook}", this::get),
        Route.of("PUT /v3/webhooks/{webhook}", this::update),
        Route.of("DELETE /v3/webhooks/{webhook}", this::delete));
  }

  private Response create(Request request) {
    JsonBody body = request.json(options.maxJson());
    Subscriptions.Fields fields = WebhookFields.whole(body);
    try {
      Webhook made = subscriptions.create(request.application(), fields);
      return Response.data(request, json(request).withSecret(made));
    } catch (ChallengeException e) {
      throw refusal(e);
    }
  }

  private Response list(Request request) {
    WebhookJson json = json(request);
    List<JsonObject> all = subscriptions.of(request.application()).stream().map(json::of).toList();
    return Response.page(request, all, Optional.empty());
  }

  private Response get(Request request) {
    return Response.data(request, json(request).of(found(request)));
  }

  private Response update(Request request) {
    UUID id = found(request).id();
    Subscriptions.Fields fields = WebhookFields.some(request.json(options.maxJson()));
    try {
      return Response.data(request, json(request).of(subscriptions.update(id, fields)));
    } catch (ChallengeException e) {
      throw refusal(e);
    }
  }

  private Response rotate(Request request) {
    UUID id = found(request).id();
    return Response.data(request, json(request).withSecret(subscriptions.rotate(id)));
  }

  private Response delete(Request request) {
    subscriptions.delete(found(request).id());
    return Response.data(request, new JsonObject().put("status", "success"));
  }

  private Response addresses(Request request) {
    JsonObject data =
        new JsonObject()
            .putTexts("ip_addresses", subscriptions.ownAddresses())
            .put("updated_at", subscriptions.since().getEpochSecond());
    return Response.data(request, data);
  }

  private Response mock(Request request) {
    JsonBody body = request.json(options.maxJson());
    JsonObject example = subscriptions.example(request.application(), trigger(body));
    return Response.data(request, example);
  }

  private Response test(Request request) {
    JsonBody body = request.json(options.maxJson());
    String trigger = trigger(body);
    String url =
        WebhookFields.url(body).orElseThrow(() -> body.refusal("webhook_url", "is required"));
    try {
      subscriptions.test(request.application(), trigger, url);
    } catch (ChallengeException e) {
      throw refusal(e);
    }
    return Response.of(200, request.envelope().bare().put("data", "success"));
  }

  private static String trigger(JsonBody body) {
    String trigger =
        body.text("trigger_type").orElseThrow(() -> body.refusal("trigger_type", "is required"));
    if (!Triggers.hasExample(trigger)) {
      throw body.refusal("trigger_type", "is no trigger type");
    }
    return trigger;
  }

  private static WebhookJson json(Request request) {
    return WebhookJson.forClient(request.header("user-agent").orElse(""));
  }

  private Webhook found(Request request) {
    Optional<UUID> id = Ids.uuid(request.parameter("webhook"));
    return subscriptions.of(request.application()).stream()
        .filter(webhook -> id.filter(webhook.id()::equals).isPresent())
        .findFirst()
        .orElseThrow(
            () -> new Problem(404, NOT_FOUND, "destination.id.not.found : record not found"));
  }

  private static RuntimeException refusal(ChallengeException e) {
    String message = e.getMessage();
    return message == null
        ? new GatewayException(Fault.INVALID, "webhook_url was not verified")
        : new Problem(400, NOT_VERIFIED, message);
  }
}

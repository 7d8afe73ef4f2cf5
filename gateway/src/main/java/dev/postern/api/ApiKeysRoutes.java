package dev.postern.api;

import dev.postern.auth.ApiKey;
import dev.postern.auth.ApiKeys;
import dev.postern.auth.Application;
import dev.postern.auth.ApplicationStore;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.v3.ApiKeyJson;
import dev.postern.v3.Ids;
import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The API keys of the caller's application (spec/api-admin.md section 3.3), with one of them in
/// place of the service account.
final class ApiKeysRoutes {
  private final ApiKeys keys;
  private final ApplicationStore applications;
  private final InstantSource clock;
  private final ApiOptions options;

  ApiKeysRoutes(ApiServices services, ApiOptions options) {
    this.keys = services.keys();
    this.applications = services.grantStore().applications();
    this.clock = services.clock();
    this.options = options;
  }

  List<Route> routes() {
    return List.of(
        Route.of("POST /v3/admin/applications/{application}/api-keys", this::make),
        Route.of("GET /v3/admin/applications/{application}/api-keys", this::list),
        Route.of("GET /v3/admin/applications/{application}/api-keys/{api_key}", this::get),
        Route.of("DELETE /v3/admin/applications/{application}/api-keys/{api_key}", this::revoke));
  }

  private Response make(Request request) {
    Application application = application(request);
    JsonBody body = request.json(options.maxJson());
    ApiKeys.Made made = keys.make(application, KeyForm.of(request, body));
    return Response.of(201, request.envelope().single(ApiKeyJson.of(made)));
  }

  private Response list(Request request) {
    Instant now = clock.instant();
    List<JsonObject> all =
        keys.of(application(request).id()).stream().map(key -> ApiKeyJson.of(key, now)).toList();
    return Response.page(request, all, Optional.empty());
  }

  private Response get(Request request) {
    return Response.data(request, ApiKeyJson.of(found(request), clock.instant()));
  }

  private Response revoke(Request request) {
    keys.revoke(found(request).id());
    return Response.done(request);
  }

  private Application application(Request request) {
    UUID own = request.application();
    return Ids.uuid(request.parameter("application"))
        .filter(own::equals)
        .flatMap(applications::application)
        .orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "application not found"));
  }

  private ApiKey found(Request request) {
    UUID application = application(request).id();
    Optional<UUID> id = Ids.uuid(request.parameter("api_key"));
    return keys.of(application).stream()
        .filter(key -> id.filter(key.id()::equals).isPresent())
        .findFirst()
        .orElseThrow(ApiKeysRoutes::notFound);
  }

  static GatewayException notFound() {
    return new GatewayException(Fault.NOT_FOUND, "API key not found");
  }
}

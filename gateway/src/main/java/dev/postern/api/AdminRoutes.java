package dev.postern.api;

import dev.postern.auth.ApiKeys;
import dev.postern.auth.ApplicationStore;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.v3.ApiKeyJson;
import dev.postern.v3.Ids;
import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// What `postern backup` and `postern api-key` call: a matter of the person who runs the server,
/// whose application is the first. Not for the network: a request that a proxy passed on is
/// refused.
final class AdminRoutes {
  private final Admin admin;
  private final ApplicationStore applications;
  private final ApiKeys keys;
  private final InstantSource clock;
  private final ApiOptions options;

  AdminRoutes(Admin admin, ApiServices services, ApiOptions options) {
    this.admin = admin;
    this.applications = services.grantStore().applications();
    this.keys = services.keys();
    this.clock = services.clock();
    this.options = options;
  }

  List<Route> routes() {
    return List.of(
        Route.of("POST /v3/admin/backup", this::backup),
        Route.of("POST /v3/admin/api-key/rotate", this::rotate),
        Route.of("POST /v3/admin/api-keys", this::makeKey),
        Route.of("GET /v3/admin/api-keys", this::keys),
        Route.of("DELETE /v3/admin/api-keys/{api_key}", this::revokeKey));
  }

  private Response backup(Request request) {
    refuseOthers(request);
    Path directory = directory(request.json(options.maxJson()).text("directory").orElse(""));
    admin.backup(directory);
    return Response.data(request, new JsonObject().put("directory", directory.toString()));
  }

  private Response rotate(Request request) {
    refuseOthers(request);
    admin.rotateApiKey();
    return Response.done(request);
  }

  private Response makeKey(Request request) {
    refuseOthers(request);
    JsonBody body = request.json(options.maxJson());
    ApiKeys.Made made = keys.makeFor(body.text("application"), KeyForm.of(request, body));
    return Response.of(201, request.envelope().single(ApiKeyJson.of(made)));
  }

  private Response keys(Request request) {
    refuseOthers(request);
    Instant now = clock.instant();
    List<JsonObject> all = keys.all().stream().map(key -> ApiKeyJson.of(key, now)).toList();
    return Response.page(request, all, Optional.empty());
  }

  private Response revokeKey(Request request) {
    refuseOthers(request);
    if (!Ids.uuid(request.parameter("api_key")).filter(keys::revoke).isPresent()) {
      throw ApiKeysRoutes.notFound();
    }
    return Response.done(request);
  }

  private static Path directory(String text) {
    try {
      Path directory = Path.of(text);
      if (directory.isAbsolute()) {
        return directory.normalize();
      }
    } catch (InvalidPathException _) {
      // refused below, as what is not absolute
    }
    throw new GatewayException(Fault.SYNTAX, "directory must be an absolute path");
  }

  private void refuseOthers(Request request) {
    if (!request.application().equals(applications.first().id())) {
      throw new GatewayException(Fault.FORBIDDEN, "this needs an API key of the first application");
    }
    if (request.isProxied()) {
      throw new GatewayException(Fault.FORBIDDEN, "not through a proxy");
    }
  }
}

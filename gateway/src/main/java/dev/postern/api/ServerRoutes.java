package dev.postern.api;

import dev.postern.auth.Application;
import dev.postern.auth.ApplicationStore;
import dev.postern.auth.RedirectUriStore;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import dev.postern.v3.ServerJson;
import java.time.InstantSource;
import java.util.List;

/// The server itself: health, the caller's application, and the one connector it has.
final class ServerRoutes {
  private final ApplicationStore applications;
  private final RedirectUriStore redirectUris;
  private final InstantSource clock;
  private final ApiOptions options;

  ServerRoutes(ApiServices services, ApiOptions options) {
    this.applications = services.grantStore().applications();
    this.redirectUris = services.signIns().redirectUris();
    this.clock = services.clock();
    this.options = options;
  }

  List<Route> routes() {
    return List.of(
        Route.of("GET /v3/applications", this::ownApplication),
        Route.of("PATCH /v3/applications", this::showApplication),
        Route.of("GET /v3/connectors", this::connectors),
        Route.of("POST /v3/connectors", this::createConnector),
        Route.of("GET /v3/connectors/{provider}", this::connector),
        Route.of("PATCH /v3/connectors/{provider}", this::patchConnector),
        Route.of("DELETE /v3/connectors/{provider}", this::deleteConnector),
        Route.of("GET /v3/connectors/{provider}/creds", this::credentials));
  }

  private Application application(Request request) {
    return applications.application(request.application()).orElseThrow();
  }

  private Response showApplication(Request request) {
    Application application = application(request);
    JsonBody body = request.json(options.maxJson());
    applications.show(
        application.shownAs(BrandingPatch.of(body, application.branding()), clock.instant()));
    return ownApplication(request);
  }

  private Response ownApplication(Request request) {
    Application application = application(request);
    return Response.data(
        request, ServerJson.application(application, redirectUris.of(application.id())));
  }

  private Response connectors(Request request) {
    return slice(request, List.of(ServerJson.connector(application(request))));
  }

  private static Response slice(Request request, List<JsonObject> all) {
    int limit = request.query().limit(10, 200);
    int offset = Math.toIntExact(Math.min(request.query().number("offset").orElse(0L), 1 << 30));
    List<JsonObject> page = offset == 0 ? all : List.of();
    return Response.of(200, request.envelope().slice(page, limit, offset));
  }

  private Response connector(Request request) {
    return Response.data(request, ServerJson.connector(owner(request)));
  }

  private Application owner(Request request) {
    Application application = application(request);
    if (!request.parameter("provider").equals("nylas")) {
      throw new GatewayException(Fault.NOT_FOUND, "connector not found");
    }
    return application;
  }

  // Its settings and scope are always empty.
  private Response patchConnector(Request request) {
    Application application = owner(request);
    request.json(options.maxJson());
    return Response.data(request, ServerJson.connector(application));
  }

  private Response deleteConnector(Request request) {
    Application application = owner(request);
    throw new GatewayException(
        Fault.INVALID,
        "the connector of " + application.name() + " cannot be deleted: delete its grants");
  }

  private Response credentials(Request request) {
    owner(request);
    return slice(request, List.of());
  }

  // The connector is there from the start. A client that makes sure of it is told that it has it.
  private Response createConnector(Request request) {
    JsonBody body = request.json(options.maxJson());
    if (!body.text("provider").orElse("").equals("nylas")) {
      throw body.refusal("provider", "must be nylas");
    }
    return Response.of(201, request.envelope().single(ServerJson.connector(application(request))));
  }
}

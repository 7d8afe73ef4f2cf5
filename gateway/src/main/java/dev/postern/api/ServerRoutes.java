package dev.postern.api;

import dev.postern.auth.Application;
import dev.postern.auth.ApplicationStore;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import dev.postern.v3.ServerJson;
import java.util.List;

/// The server itself: health, the caller's application, and the one connector it has.
final class ServerRoutes {
  private final ApplicationStore applications;
  private final ApiOptions options;

  ServerRoutes(ApiServices services, ApiOptions options) {
    this.applications = services.grantStore().applications();
    this.options = options;
  }

  List<Route> routes() {
    return List.of(
        Route.of("GET /v3/applications", this::ownApplication),
        Route.of("GET /v3/connectors", this::connectors),
        Route.of("POST /v3/connectors", this::createConnector),
        Route.of("GET /v3/connectors/{provider}", this::connector));
  }

  private Application application(Request request) {
    return applications.application(request.application()).orElseThrow();
  }

  private Response ownApplication(Request request) {
    return Response.data(request, ServerJson.application(application(request)));
  }

  private Response connectors(Request request) {
    int limit = request.query().limit(10, 200);
    int offset = Math.toIntExact(Math.min(request.query().number("offset").orElse(0L), 1 << 30));
    List<JsonObject> all = List.of(ServerJson.connector(application(request)));
    List<JsonObject> page = offset == 0 ? all : List.of();
    return Response.of(200, request.envelope().slice(page, limit, offset));
  }

  private Response connector(Request request) {
    Application application = application(request);
    if (!request.parameter("provider").equals("nylas")) {
      throw new GatewayException(Fault.NOT_FOUND, "connector not found");
    }
    return Response.data(request, ServerJson.connector(application));
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

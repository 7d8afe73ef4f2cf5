package dev.postern.api;

import dev.postern.auth.ServiceAccounts;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.v3.Ids;
import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import dev.postern.v3.ServiceAccountJson;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The service accounts of the caller's application (spec/api-admin.md section 1.3).
final class ServiceAccountsRoutes {
  private final ServiceAccounts accounts;
  private final ApiOptions options;

  ServiceAccountsRoutes(ServiceAccounts accounts, ApiOptions options) {
    this.accounts = accounts;
    this.options = options;
  }

  List<Route> routes() {
    return List.of(
        Route.of("POST /v3/admin/service-accounts", this::make),
        Route.of("GET /v3/admin/service-accounts", this::list),
        Route.of("DELETE /v3/admin/service-accounts/{service_account}", this::revoke));
  }

  private Response make(Request request) {
    UUID application = request.application();
    JsonBody body = request.json(options.maxJson());
    ServiceAccounts.Made made = accounts.make(application, body.text("name").orElse(""));
    return Response.of(201, request.envelope().single(ServiceAccountJson.of(made)));
  }

  private Response list(Request request) {
    List<JsonObject> all =
        accounts.of(request.application()).stream().map(ServiceAccountJson::of).toList();
    return Response.page(request, all, Optional.empty());
  }

  private Response revoke(Request request) {
    UUID application = request.application();
    boolean revoked =
        Ids.uuid(request.parameter("service_account"))
            .filter(id -> accounts.revoke(application, id))
            .isPresent();
    if (!revoked) {
      throw new GatewayException(Fault.NOT_FOUND, "service account not found");
    }
    return Response.done(request);
  }
}

package dev.postern.api;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.guard.PolicyBook;
import dev.postern.rules.Policy;
import dev.postern.v3.Ids;
import dev.postern.v3.PolicyJson;
import java.util.List;
import java.util.UUID;

/// The policies of the caller's application (spec/api-admin.md section 4).
final class PoliciesRoutes {
  private static final AgeCursor CURSOR = new AgeCursor("policies");

  private final PolicyBook policies;
  private final ApiOptions options;

  PoliciesRoutes(PolicyBook policies, ApiOptions options) {
    this.policies = policies;
    this.options = options;
  }

  List<Route> routes() {
    return List.of(
        Route.of("POST /v3/policies", this::create),
        Route.of("GET /v3/policies", this::list),
        Route.of("GET /v3/policies/{policy}", this::get),
        Route.of("PUT /v3/policies/{policy}", this::update),
        Route.of("DELETE /v3/policies/{policy}", this::delete));
  }

  private Response create(Request request) {
    UUID application = request.application();
    return shown(
        request, policies.create(application, PolicyJson.change(request.json(options.maxJson()))));
  }

  private Response list(Request request) {
    UUID application = request.application();
    int limit = request.query().limit(50, 200);
    List<Policy> found = policies.of(application, CURSOR.after(request.query()), limit + 1);
    AgeCursor.Page<Policy> page =
        AgeCursor.Page.of(found, limit, last -> CURSOR.token(last.createdAt(), last.id()));
    return Response.page(
        request,
        page.items().stream().map(policies::effective).map(PolicyJson::of).toList(),
        page.next());
  }

  private Response get(Request request) {
    return shown(request, policies.find(request.application(), id(request)));
  }

  private Response update(Request request) {
    UUID application = request.application();
    UUID id = policies.find(application, id(request)).id();
    return shown(
        request,
        policies.update(application, id, PolicyJson.change(request.json(options.maxJson()))));
  }

  private Response delete(Request request) {
    policies.remove(request.application(), id(request));
    return Response.done(request);
  }

  private Response shown(Request request, Policy policy) {
    return Response.data(request, PolicyJson.of(policies.effective(policy)));
  }

  private static UUID id(Request request) {
    return Ids.uuid(request.parameter("policy"))
        .orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "policy not found"));
  }
}

package dev.postern.api;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.guard.Rulebook;
import dev.postern.rules.Rule;
import dev.postern.v3.Ids;
import dev.postern.v3.RuleJson;
import java.util.List;
import java.util.UUID;

/// The rules of the caller's application (spec/api-admin.md section 5).
final class RulesRoutes {
  private static final AgeCursor CURSOR = new AgeCursor("rules");

  private final Rulebook rules;
  private final ApiOptions options;

  RulesRoutes(Rulebook rules, ApiOptions options) {
    this.rules = rules;
    this.options = options;
  }

  List<Route> routes() {
    return List.of(
        Route.of("POST /v3/rules", this::create),
        Route.of("GET /v3/rules", this::list),
        Route.of("GET /v3/rules/{rule}", this::get),
        Route.of("PUT /v3/rules/{rule}", this::update),
        Route.of("DELETE /v3/rules/{rule}", this::delete));
  }

  private Response create(Request request) {
    UUID application = request.application();
    Rule made = rules.create(application, RuleJson.change(request.json(options.maxJson())));
    return Response.of(201, request.envelope().single(RuleJson.of(made)));
  }

  private Response list(Request request) {
    UUID application = request.application();
    int limit = request.query().limit(50, 200);
    List<Rule> found = rules.of(application, CURSOR.after(request.query()), limit + 1);
    AgeCursor.Page<Rule> page =
        AgeCursor.Page.of(found, limit, last -> CURSOR.token(last.createdAt(), last.id()));
    return Response.of(200, RuleJson.page(request.envelope(), page.items(), page.next()));
  }

  private Response get(Request request) {
    return Response.data(request, RuleJson.of(rules.find(request.application(), id(request))));
  }

  private Response update(Request request) {
    UUID application = request.application();
    UUID id = rules.find(application, id(request)).id();
    Rule changed = rules.update(application, id, RuleJson.change(request.json(options.maxJson())));
    return Response.data(request, RuleJson.of(changed));
  }

  private Response delete(Request request) {
    rules.remove(request.application(), id(request));
    return Response.done(request);
  }

  private static UUID id(Request request) {
    return Ids.uuid(request.parameter("rule"))
        .orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "rule not found"));
  }
}

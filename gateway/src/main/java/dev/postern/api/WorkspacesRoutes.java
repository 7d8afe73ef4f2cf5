package dev.postern.api;

import dev.postern.auth.Grouping;
import dev.postern.auth.Workspace;
import dev.postern.auth.Workspaces;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.v3.Ids;
import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import dev.postern.v3.WorkspaceJson;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Workspaces of the caller's application (spec/api-admin.md section 3.4).
final class WorkspacesRoutes {
  // The year 9999: what is farther off is as good.
  private static final long LATEST = 253_402_300_799L;

  private final Workspaces workspaces;
  private final Grouping grouping;
  private final ApiOptions options;

  WorkspacesRoutes(WorkspaceServices services, ApiOptions options) {
    this.workspaces = services.workspaces();
    this.grouping = services.grouping();
    this.options = options;
  }

  List<Route> routes() {
    return List.of(
        Route.of("GET /v3/workspaces", this::list),
        Route.of("POST /v3/workspaces", this::create),
        Route.of("POST /v3/workspaces/auto-group", this::autoGroup),
        Route.of("GET /v3/workspaces/{workspace}", this::get),
        Route.of("PATCH /v3/workspaces/{workspace}", this::patch),
        Route.of("DELETE /v3/workspaces/{workspace}", this::delete),
        Route.of("POST /v3/workspaces/{workspace}/manual-assign", this::assign));
  }

  private Response list(Request request) {
    List<JsonObject> all =
        workspaces.of(request.application()).stream().map(WorkspaceJson::of).toList();
    return Response.page(request, all, Optional.empty());
  }

  private Response create(Request request) {
    UUID application = request.application();
    JsonBody body = request.json(options.maxJson());
    Workspace made = workspaces.create(application, WorkspaceFields.made(body));
    return Response.data(request, WorkspaceJson.of(made));
  }

  private Response get(Request request) {
    return Response.data(request, WorkspaceJson.of(found(request)));
  }

  private Workspace found(Request request) {
    UUID application = request.application();
    String name = request.parameter("workspace");
    return Ids.uuid(name)
        .map(id -> workspaces.get(application, id))
        .orElseGet(() -> workspaces.ofDomain(application, name));
  }

  private Workspace foundById(Request request) {
    UUID application = request.application();
    return Ids.uuid(request.parameter("workspace"))
        .map(id -> workspaces.get(application, id))
        .orElseThrow(
            () -> new GatewayException(Fault.NOT_FOUND, "workspace not found: name it by its id"));
  }

  private Response patch(Request request) {
    Workspace old = foundById(request);
    JsonBody body = request.json(options.maxJson());
    Workspace patched = workspaces.patch(old.application(), old.id(), WorkspaceFields.patch(body));
    return Response.data(request, WorkspaceJson.of(patched));
  }

  private Response delete(Request request) {
    Workspace old = found(request);
    workspaces.delete(old.application(), old.id());
    return Response.done(request);
  }

  private Response assign(Request request) {
    Workspace workspace = foundById(request);
    JsonBody body = request.json(options.maxJson());
    List<UUID> into = WorkspaceFields.ids(body, "assign_grants").orElse(List.of());
    List<UUID> out = WorkspaceFields.ids(body, "remove_grants").orElse(List.of());
    List<UUID> removed = workspaces.assign(workspace.application(), workspace.id(), into, out);
    return Response.data(request, WorkspaceJson.assigned(workspace, into, removed));
  }

  private Response autoGroup(Request request) {
    UUID application = request.application();
    JsonBody body = request.json(options.maxJson());
    Optional<Long> after = body.number("after_created_at");
    if (after.filter(second -> second < 0).isPresent()) {
      throw body.refusal("after_created_at", "must be a time in seconds");
    }
    // Every grant here is a valid one, so there are no invalid ones to leave out.
    Optional<Boolean> _ = body.flag("invalid_also");
    UUID job =
        grouping.begin(
            application,
            after.map(second -> Instant.ofEpochSecond(Math.min(second, LATEST))),
            body.text("specific_domain"));
    JsonObject begun =
        new JsonObject()
            .put("job_id", job.toString())
            .put("message", "the accounts are being grouped by their domains");
    return Response.of(202, request.envelope().single(begun));
  }
}

package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.outbound.Later;
import dev.postern.outbound.Scheduled;
import dev.postern.v3.Ids;
import dev.postern.v3.JsonObject;
import dev.postern.v3.ScheduleJson;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Scheduled sends (spec/api-data.md section 2.10).
final class SchedulesRoutes {
  /// Nearer to its time a send is not cancelled: it may be under way.
  private static final Duration TOO_LATE = Duration.ofSeconds(10);

  private final ApiServices services;
  private final GrantPath grants;

  SchedulesRoutes(ApiServices services, GrantPath grants) {
    this.services = services;
    this.grants = grants;
  }

  List<Route> routes() {
    return List.of(
        Route.of("GET /v3/grants/{grant}/messages/schedules", this::list),
        Route.of("GET /v3/grants/{grant}/messages/schedules/{schedule}", this::get),
        Route.of("DELETE /v3/grants/{grant}/messages/schedules/{schedule}", this::cancel));
  }

  private Response list(Request request) {
    Grant grant = grants.of(request);
    List<JsonObject> json =
        services.schedules().all(grant.account()).stream().map(ScheduleJson::of).toList();
    return Response.page(request, json, Optional.empty());
  }

  private Response get(Request request) {
    return Response.data(request, ScheduleJson.of(find(grants.of(request), request)));
  }

  private Response cancel(Request request) {
    Grant grant = grants.of(request);
    Scheduled mail = find(grant, request);
    if (mail.isPending() && mail.due().isBefore(services.clock().instant().plus(TOO_LATE))) {
      throw new GatewayException(
          Fault.INVALID,
          "a scheduled send can be cancelled until "
              + TOO_LATE.toSeconds()
              + " seconds before its time");
    }
    boolean cancelled =
        services.mail().commit(grant.account(), request, tx -> Later.cancel(tx, mail));
    if (!cancelled) {
      throw new GatewayException(
          Fault.INVALID, "this send was sent, has failed or was cancelled already");
    }
    JsonObject said = new JsonObject().put("message", "requested cancelation for workflow");
    return Response.of(202, request.envelope().single(said));
  }

  private Scheduled find(Grant grant, Request request) {
    return Ids.uuid(request.parameter("schedule"))
        .flatMap(id -> services.schedules().find(grant.account(), id))
        .orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "schedule not found"));
  }
}

package dev.postern.api;

import dev.postern.auth.ApplicationStore;
import dev.postern.auth.Device;
import dev.postern.auth.Devices;
import dev.postern.auth.Devices.NewDevice;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.lint.Lints;
import dev.postern.v3.DeviceJson;
import dev.postern.v3.Ids;
import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Devices of the legacy listener, which are a matter of the person who runs the server: a network
/// is nobody else's to give away. What clients of one's own agents do wrong is for everybody.
final class DevicesRoutes {
  private final Devices devices;
  private final Lints lints;
  private final ApplicationStore applications;
  private final ApiOptions options;

  DevicesRoutes(ApiServices services, ApiOptions options) {
    this.devices = services.legacy().devices();
    this.lints = services.legacy().lints();
    this.applications = services.grantStore().applications();
    this.options = options;
  }

  List<Route> routes() {
    return List.of(
        Route.of("POST /v3/admin/devices", this::add),
        Route.of("GET /v3/admin/devices", this::list),
        Route.of("GET /v3/admin/devices/{device}", this::get),
        Route.of("DELETE /v3/admin/devices/{device}", this::remove),
        Route.of("GET /v3/admin/lints", this::lints));
  }

  private Response add(Request request) {
    refuseOthers(request);
    JsonBody body = request.json(options.maxJson());
    Device device =
        devices.add(
            new NewDevice(
                body.text("name").orElseThrow(() -> body.refusal("name", "is required")),
                body.text("grant_id").orElseThrow(() -> body.refusal("grant_id", "is required")),
                body.text("network"),
                body.text("pin")));
    return Response.of(201, request.envelope().single(json(device).orElseThrow(this::gone)));
  }

  private Response list(Request request) {
    refuseOthers(request);
    List<JsonObject> all =
        devices.all().stream().map(this::json).flatMap(Optional::stream).toList();
    return Response.page(request, all, Optional.empty());
  }

  private Response get(Request request) {
    refuseOthers(request);
    Optional<UUID> id = Ids.uuid(request.parameter("device"));
    return Response.data(
        request,
        devices.all().stream()
            .filter(device -> id.filter(device.id()::equals).isPresent())
            .findFirst()
            .flatMap(this::json)
            .orElseThrow(this::gone));
  }

  private Response remove(Request request) {
    refuseOthers(request);
    if (!Ids.uuid(request.parameter("device")).filter(devices::remove).isPresent()) {
      throw gone();
    }
    return Response.done(request);
  }

  private Response lints(Request request) {
    UUID application = request.application();
    Query query = request.query();
    int limit = query.limit(50, 200);
    int offset = Math.toIntExact(Math.min(query.number("offset").orElse(0L), Integer.MAX_VALUE));
    List<JsonObject> page =
        lints.of(application, isFirst(application), limit, offset).stream()
            .map(DeviceJson::of)
            .toList();
    return Response.of(200, request.envelope().slice(page, limit, offset));
  }

  private Optional<JsonObject> json(Device device) {
    return devices.agentOf(device).map(agent -> DeviceJson.of(device, agent));
  }

  private GatewayException gone() {
    return new GatewayException(Fault.NOT_FOUND, "device not found");
  }

  private boolean isFirst(UUID application) {
    return application.equals(applications.first().id());
  }

  private void refuseOthers(Request request) {
    if (!isFirst(request.application())) {
      throw new GatewayException(Fault.FORBIDDEN, "this needs an API key of the first application");
    }
  }
}

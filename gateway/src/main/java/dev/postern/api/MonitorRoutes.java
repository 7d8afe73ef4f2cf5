package dev.postern.api;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.v3.JsonObject;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;

/// For those who watch over the server: whether it runs, whether it works, its numbers.
final class MonitorRoutes {
  static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final Monitor monitor;
  private final ApiOptions.Metrics metrics;
  private final OwnersKey key;

  /// Says whether a request carries an API key of the person who runs the server.
  @FunctionalInterface
  interface OwnersKey {
    boolean isOn(Request request);
  }

  MonitorRoutes(Monitor monitor, ApiOptions.Metrics metrics, OwnersKey key) {
    this.monitor = monitor;
    this.metrics = metrics;
    this.key = key;
  }

  List<Route> routes() {
    return List.of(
        Route.of("GET /healthz", this::health),
        Route.of("GET /readyz", this::ready),
        Route.of("GET /metrics", this::metrics));
  }

  private Response health(Request request) {
    return Response.data(request, new JsonObject().put("status", "ok"));
  }

  private Response ready(Request request) {
    List<String> troubles = monitor.troubles();
    if (troubles.isEmpty()) {
      return Response.data(request, new JsonObject().put("status", "ready"));
    }
    return Response.of(
            503,
            request
                .envelope()
                .error("service_unavailable", "not ready: " + String.join("; ", troubles)))
        .with("retry-after", "5");
  }

  // Without permission it is as if there was nothing: a scanner learns nothing.
  private Response metrics(Request request) {
    boolean open =
        switch (metrics) {
          case OFF -> false;
          case LOOPBACK -> request.isFromHere() || key.isOn(request);
          case KEY -> key.isOn(request);
        };
    if (!open) {
      if (metrics == ApiOptions.Metrics.KEY) {
        throw new GatewayException(Fault.AUTHENTICATION_FAILED, "Bearer token invalid");
      }
      throw new GatewayException(Fault.NOT_FOUND, "no such route");
    }
    byte[] text = monitor.metrics();
    return new Response(
        200, Map.of(), new Response.Stream(TEXT, text.length, new ByteArrayInputStream(text)));
  }
}

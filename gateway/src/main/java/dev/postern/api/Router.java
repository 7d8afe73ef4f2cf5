package dev.postern.api;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Finds the handler of a request. Of two patterns that fit, the one listed first wins.
final class Router {
  private final List<Route> routes;
  private final Gate gate;

  /// Stands before every route, and refuses by throwing.
  @FunctionalInterface
  interface Gate {
    void admit(Route route, Request request);
  }

  Router(List<Route> routes) {
    this(routes, (_, _) -> {});
  }

  Router(List<Route> routes, Gate gate) {
    this.routes = List.copyOf(routes);
    this.gate = gate;
  }

  /// Says whether a path is answered without a bearer token, whatever the method.
  boolean isOpen(List<String> path) {
    return routes.stream().anyMatch(route -> route.open() && route.match(path).isPresent());
  }

  /// Answers by the route that fits.
  ///
  /// @throws GatewayException with NOT_FOUND if no pattern fits
  Response answer(Request request) {
    Set<String> allowed = new TreeSet<>();
    for (Route route : routes) {
      Optional<Map<String, String>> found = route.match(request.target().segments());
      if (found.isPresent()) {
        if (route.method().equals(request.method())) {
          Request routed = request.with(found.get());
          request.trail().on(route);
          gate.admit(route, routed);
          return route.handler().answer(routed);
        }
        allowed.add(route.method());
      }
    }
    if (allowed.isEmpty()) {
      throw new GatewayException(Fault.NOT_FOUND, "no such route");
    }
    String methods = String.join(", ", allowed);
    return Response.of(
            405,
            request
                .envelope()
                .error("method_not_allowed", request.method() + " is not one of " + methods))
        .with("allow", methods);
  }
}

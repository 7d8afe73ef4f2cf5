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
    // RFC 9110 section 9.3.2: what GET answers, without its content.
    boolean head = request.method().equals("HEAD");
    String method = head ? "GET" : request.method();
    Set<String> allowed = new TreeSet<>();
    for (Route route : routes) {
      Optional<Map<String, String>> found = route.match(request.target().segments());
      if (found.isPresent()) {
        if (route.method().equals(method)) {
          Request routed = request.with(found.get());
          request.trail().on(route);
          if (!route.open()) {
            route.needs().admit(routed);
          }
          gate.admit(route, routed);
          Response answer = route.handler().answer(routed);
          return head ? answer.withoutContent() : answer;
        }
        allowed.add(route.method());
        if (route.method().equals("GET")) {
          allowed.add("HEAD");
        }
      }
    }
    if (allowed.isEmpty()) {
      throw new GatewayException(Fault.NOT_FOUND, "no such route");
    }
    allowed.add("OPTIONS");
    String methods = String.join(", ", allowed);
    if (request.method().equals("OPTIONS")) {
      return Response.done(request).with("allow", methods);
    }
    return Response.of(
            405,
            request
                .envelope()
                .error("method_not_allowed", request.method() + " is not one of " + methods))
        .with("allow", methods);
  }
}

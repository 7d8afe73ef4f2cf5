package dev.postern.api;

import dev.postern.auth.Reach;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.v3.Envelope;
import dev.postern.v3.JsonBody;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// One request as its handler sees it.
///
/// @param id names it in the answer and in the log
/// @param peer from where it came
/// @param caller who sent it
/// @param parameters values of the pattern's `{names}`, decoded
/// @param headers names in lower case; of a repeated field the first
/// @param trail notes what is learned of it
record Request(
    String id,
    String method,
    Target target,
    Peer peer,
    Caller caller,
    Map<String, String> parameters,
    Map<String, String> headers,
    Body body,
    Trail trail) {
  private static final String BEARER = "bearer ";

  /// What a proxy adds to requests that it passes on.
  private static final List<String> PROXY_FIELDS = List.of("forwarded", "x-forwarded-for", "via");

  /// Returns the value of a path parameter that the route's pattern names.
  String parameter(String name) {
    String value = parameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the pattern has no {" + name + "}");
    }
    return value;
  }

  /// Returns the application whose API key the request carries.
  ///
  /// @throws GatewayException with FORBIDDEN if it carries an access token
  UUID application() {
    return switch (caller) {
      case Caller.Application(UUID application, Reach _) -> application;
      case Caller.OneGrant _, Caller.Anybody _ ->
          throw new GatewayException(
              Fault.FORBIDDEN, "this needs an API key: an access token opens one grant's data");
    };
  }

  /// Returns how far the request's API key reaches in its application; of what carries none, that
  /// is no bound.
  Reach reach() {
    return caller instanceof Caller.Application(UUID _, Reach reach) ? reach : Reach.ALL;
  }

  /// Says whether it carries an access token.
  boolean isOfToken() {
    return caller instanceof Caller.OneGrant;
  }

  /// Says whether a proxy passed it on.
  boolean isProxied() {
    return PROXY_FIELDS.stream().anyMatch(headers::containsKey);
  }

  /// Says whether it came from a program on this machine.
  boolean isFromHere() {
    return trail.local() && !isProxied();
  }

  Query query() {
    return target.query();
  }

  /// Returns a header field's value.
  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /// Returns the bearer token.
  Optional<String> bearer() {
    return header("authorization")
        .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
        .map(value -> value.substring(BEARER.length()).strip());
  }

  /// Returns the media type of the body in lower case, without parameters; empty if not given.
  String mediaType() {
    String value = header("content-type").orElse("");
    int semicolon = value.indexOf(';');
    return (semicolon < 0 ? value : value.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
  }

  /// Reads the body as one JSON object, whatever its declared type; nothing is an empty object.
  ///
  /// @param max octets
  JsonBody json(int max) {
    try {
      return JsonBody.parse(body.open(max).readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Envelope envelope() {
    return new Envelope(id);
  }

  Request with(Map<String, String> found) {
    return new Request(id, method, target, peer, caller, found, headers, body, trail);
  }

  /// Returns the same request with another body.
  Request carrying(Body other) {
    return new Request(id, method, target, peer, caller, parameters, headers, other, trail);
  }

  Request by(Caller known) {
    trail.by(known);
    return new Request(id, method, target, peer, known, parameters, headers, body, trail);
  }
}

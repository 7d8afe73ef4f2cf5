package dev.postern.api;

import dev.postern.v3.Envelope;
import dev.postern.v3.JsonBody;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// One request as its handler sees it.
///
/// @param id names it in the answer and in the log
/// @param parameters values of the pattern's `{names}`, decoded
/// @param headers names in lower case; of a repeated field the first
record Request(
    String id,
    String method,
    Target target,
    Map<String, String> parameters,
    Map<String, String> headers,
    Body body) {
  /// Returns the value of a path parameter that the route's pattern names.
  String parameter(String name) {
    String value = parameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the pattern has no {" + name + "}");
    }
    return value;
  }

  Query query() {
    return target.query();
  }

  /// Returns a header field's value.
  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
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
    return new Request(id, method, target, found, headers, body);
  }
}

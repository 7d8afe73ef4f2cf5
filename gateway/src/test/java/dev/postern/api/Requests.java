package dev.postern.api;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Requests that never saw a socket.
final class Requests {
  private Requests() {}

  static Request get(String target, Map<String, String> headers) {
    return of("GET", target, headers, "");
  }

  static Request of(String method, String target, Map<String, String> headers, String body) {
    return of(method, target, headers, body.getBytes(StandardCharsets.UTF_8));
  }

  static Request of(String method, String target, Map<String, String> headers, byte[] body) {
    Body whole =
        max -> {
          if (body.length > max) {
            throw Problem.tooLarge("too large");
          }
          return new ByteArrayInputStream(body);
        };
    return new Request(
        "rid-1",
        method,
        Target.parse(target),
        new Peer(InetAddress.getLoopbackAddress(), false),
        new Caller.Anybody(),
        Map.of(),
        headers,
        whole,
        new Trail(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), true));
  }

  static String text(Response response) {
    return response.content() instanceof Response.Json json
        ? new String(json.text(), StandardCharsets.UTF_8)
        : response.content().toString();
  }
}

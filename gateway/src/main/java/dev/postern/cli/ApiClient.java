package dev.postern.cli;

import dev.postern.fault.GatewayException;
import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/// Calls the v3 API of one server.
final class ApiClient implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofMinutes(2);
  private static final String STRANGE = "the answer is not of a v3 API";

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT).build();
  private final URI base;
  private final String key;

  /// Calls the server at `url`, with or without a slash at its end.
  ApiClient(String url, String key) {
    this.base = base(url);
    this.key = key;
  }

  private static URI base(String url) {
    URI uri;
    try {
      uri = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(url + " is no URL", e);
    }
    if (uri.getHost() == null || uri.getScheme() == null || !uri.getScheme().startsWith("http")) {
      throw new CommandFailure(url + " is no http or https URL");
    }
    return uri;
  }

  JsonBody get(String path) {
    return call("GET", path, BodyPublishers.noBody());
  }

  JsonBody delete(String path) {
    return call("DELETE", path, BodyPublishers.noBody());
  }

  JsonBody delete(String path, JsonObject body) {
    return call("DELETE", path, BodyPublishers.ofByteArray(body.bytes()));
  }

  JsonBody post(String path, JsonObject body) {
    return call("POST", path, BodyPublishers.ofByteArray(body.bytes()));
  }

  JsonBody put(String path, JsonObject body) {
    return call("PUT", path, BodyPublishers.ofByteArray(body.bytes()));
  }

  JsonBody patch(String path, JsonObject body) {
    return call("PATCH", path, BodyPublishers.ofByteArray(body.bytes()));
  }

  JsonBody post(String path, FormBody body) {
    return call("POST", path, body.publisher(), body.type());
  }

  /// Returns the one object of an answer.
  static JsonBody data(JsonBody answer) {
    try {
      return answer.object("data").orElseThrow(() -> new CommandFailure(STRANGE));
    } catch (GatewayException noObject) {
      throw new CommandFailure(STRANGE, noObject);
    }
  }

  /// Returns `text` as a part of a path or a query.
  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private JsonBody call(String method, String path, BodyPublisher body) {
    return call(method, path, body, "application/json");
  }

  /// Returns the whole answer of a call that succeeded.
  ///
  /// @throws Refused with the server's own words if it did not
  private JsonBody call(String method, String path, BodyPublisher body, String type) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(ANSWER)
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", type)
            .method(method, body)
            .build();
    HttpResponse<byte[]> response;
    try {
      response = http.send(request, BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new CommandFailure(
          "no answer from " + base + ": is the server running? (" + e + ")", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted", e);
    }
    if (response.statusCode() / 100 == 2) {
      return parsed(response).orElseThrow(() -> refused(response));
    }
    throw refused(response);
  }

  private Refused refused(HttpResponse<byte[]> response) {
    Optional<JsonBody> body = parsed(response);
    String told =
        body.flatMap(answer -> answer.object("error"))
            .flatMap(error -> error.text("message"))
            .orElse(STRANGE);
    String id =
        body.flatMap(answer -> answer.text("request_id"))
            .map(text -> ", request_id " + text)
            .orElse("");
    int status = response.statusCode();
    return new Refused(status, Shown.line(told + " (HTTP " + status + " from " + base + id + ")"));
  }

  private static Optional<JsonBody> parsed(HttpResponse<byte[]> response) {
    try {
      return Optional.of(JsonBody.parse(response.body()));
    } catch (GatewayException notJson) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    http.close();
  }
}

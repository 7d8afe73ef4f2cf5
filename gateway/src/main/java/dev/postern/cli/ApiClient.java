package dev.postern.cli;

import dev.postern.fault.GatewayException;
import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

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

  /// Posts octets.
  JsonBody post(String path, BodyPublisher octets) {
    return call("POST", path, octets, "application/octet-stream");
  }

  /// Begins to fetch what is no JSON. Read or close it: until then it holds a connection.
  CompletableFuture<HttpResponse<InputStream>> fetch(String path) {
    return http.sendAsync(
        request("GET", path, BodyPublishers.noBody(), "application/json"),
        BodyHandlers.ofInputStream());
  }

  /// Returns the failure that an answer to [#fetch] is, if it is one.
  Optional<Refused> refusal(HttpResponse<InputStream> response) throws IOException {
    if (response.statusCode() / 100 == 2) {
      return Optional.empty();
    }
    try (InputStream in = response.body()) {
      return Optional.of(refused(response.statusCode(), response.headers(), in.readAllBytes()));
    }
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
    HttpRequest request = request(method, path, body, type);
    HttpResponse<byte[]> response;
    try {
      response = http.send(request, BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new Unreachable("no answer from " + base + ": is the server running? (" + e + ")", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted", e);
    }
    if (response.statusCode() / 100 == 2) {
      return parsed(response.body()).orElseThrow(() -> refused(response));
    }
    throw refused(response);
  }

  private HttpRequest request(String method, String path, BodyPublisher body, String type) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .timeout(ANSWER)
        .header("Authorization", "Bearer " + key)
        .header("Content-Type", type)
        .method(method, body)
        .build();
  }

  private Refused refused(HttpResponse<byte[]> response) {
    return refused(response.statusCode(), response.headers(), response.body());
  }

  private Refused refused(int status, HttpHeaders headers, byte[] octets) {
    Optional<JsonBody> body = parsed(octets);
    String told =
        body.flatMap(answer -> answer.object("error"))
            .flatMap(error -> error.text("message"))
            .orElse(STRANGE);
    String id =
        body.flatMap(answer -> answer.text("request_id"))
            .map(text -> ", request_id " + text)
            .orElse("");
    return new Refused(
        status,
        Shown.line(told + " (HTTP " + status + " from " + base + id + ")"),
        headers.firstValue("retry-after").orElse(""));
  }

  private static Optional<JsonBody> parsed(byte[] text) {
    try {
      return Optional.of(JsonBody.parse(text));
    } catch (GatewayException notJson) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    http.close();
  }
}

package dev.postern.conformance.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A client of the HTTP API with one key.
///
/// @param url without a slash at the end
public record Api(HttpClient http, String url, String key) {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int PAGE = 200;

  /// What came back; `json` is the whole envelope.
  public record Answer(int status, JsonNode json) {
    /// Returns the `data` of the envelope.
    public JsonNode data() {
      return json.path("data");
    }
  }

  /// A client for one server.
  public static Api of(String url, String key) {
    return new Api(HttpClient.newBuilder().connectTimeout(PATIENCE).build(), url, key);
  }

  /// Returns the same client with another key.
  public Api with(String otherKey) {
    return new Api(http, url, otherKey);
  }

  /// Asks for a path such as `/v3/grants`.
  public Answer get(String path) throws IOException {
    return send("GET", path, null);
  }

  /// Posts a body of maps, lists and strings.
  public Answer post(String path, Map<String, ?> body) throws IOException {
    return send("POST", path, Json.write(body));
  }

  /// Sends any method with a text as its JSON body, or without one.
  public Answer send(String method, String path, @Nullable String body) throws IOException {
    HttpResponse<byte[]> response = exchange(method, path, body);
    return new Answer(
        response.statusCode(), Json.read(new String(response.body(), StandardCharsets.UTF_8)));
  }

  /// Returns a body as it is, such as an attachment's.
  public byte[] bytes(String path) throws IOException {
    return exchange("GET", path, null).body();
  }

  /// Returns the subject of each message in a grant's inbox, by id.
  public Map<String, String> subjects(String grant) throws IOException {
    var subjects = new HashMap<String, String>();
    String path = "/v3/grants/" + grant + "/messages?in=inbox&limit=" + PAGE;
    String cursor = "";
    do {
      JsonNode page = get(path + cursor).json();
      page.path("data")
          .forEach(m -> subjects.put(m.path("id").asString(), m.path("subject").asString()));
      cursor = page.has("next_cursor") ? "&page_token=" + page.path("next_cursor").asString() : "";
    } while (!cursor.isEmpty());
    return subjects;
  }

  private HttpResponse<byte[]> exchange(String method, String path, @Nullable String body)
      throws IOException {
    var publisher =
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body);
    var request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .method(method, publisher)
            .build();
    try {
      return http.send(request, BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException(e));
    }
  }

  /// Leaves the key out.
  @Override
  public String toString() {
    return "Api[" + url + "]";
  }
}

package dev.postern.conformance.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Iterator;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// A stream of a grant's events that is being read.
public final class EventReader implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Stream<String> body;
  private final Iterator<String> lines;
  private String id;

  /// Opens a stream, and waits until it is known where it stands.
  ///
  /// @param last the id of the last event that was read; empty: from now on
  public EventReader(Api api, String grant, String last) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(api.url() + "/v3/grants/" + grant + "/events/stream"))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + api.key());
    if (!last.isEmpty()) {
      request.header("Last-Event-ID", last);
    }
    HttpResponse<Stream<String>> response =
        api.http().send(request.build(), BodyHandlers.ofLines());
    if (response.statusCode() != 200) {
      throw new IOException("status " + response.statusCode());
    }
    body = response.body();
    lines = body.iterator();
    id = last;
    while (id.isEmpty()) {
      line();
    }
  }

  private String line() {
    String line = lines.next();
    if (line.startsWith("id: ")) {
      id = line.substring(4);
    }
    return line;
  }

  /// Waits for the next event and returns its envelope.
  public JsonNode next() {
    String line = line();
    while (!line.startsWith("data: ")) {
      line = line();
    }
    return Json.read(line.substring(6));
  }

  /// Waits for the next event of a type.
  public JsonNode next(String type) {
    JsonNode event = next();
    while (!event.path("type").asString().equals(type)) {
      event = next();
    }
    return event;
  }

  /// Returns the id of the last event.
  public String id() {
    return id;
  }

  @Override
  public void close() {
    body.close();
  }
}

package dev.postern.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// A server that answers what a test says, and writes down what it was asked.
final class FakeApi implements AutoCloseable {
  private record Answer(int status, String body) {}

  private final HttpServer server;
  private final Map<String, Answer> answers = new LinkedHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  FakeApi() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String call = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    asked.add((call + " " + body).strip());
    Answer answer =
        answers.getOrDefault(
            call,
            new Answer(404, "{\"request_id\":\"r-404\",\"error\":{\"message\":\"not found\"}}"));
    byte[] bytes = answer.body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /// Says what a call is answered from now on, such as `GET /v3/grants?limit=2`.
  FakeApi on(String call, int status, String body) {
    answers.put(call, new Answer(status, body));
    return this;
  }

  FakeApi on(String call, String body) {
    return on(call, 200, body);
  }

  List<String> asked() {
    return List.copyOf(asked);
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /// Makes a data directory that this server seems to be using.
  void use(Path data) throws IOException {
    Path key = data.resolve("api-key");
    Files.writeString(key, "nyl_test\n");
    long pid = ProcessHandle.current().pid();
    new ReadyFile("1", pid, url(), Map.of(), "ca.pem", key.toString()).write(data);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

package dev.postern;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.postern.cli.ReadyFile;
import dev.postern.config.Config;
import dev.postern.config.ConfigSource;
import dev.postern.v3.JsonBody;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// A whole server as its operator sees it: limits, health, numbers, the access log.
@SuppressWarnings("NullAway.Init") // each test starts its server with settings of its own
class LimitedServerTest {
  @TempDir private Path temporary;
  @AutoClose private final HttpClient client = HttpClient.newHttpClient();
  private Server server;
  private String key;
  private String ann;

  private void start(String... more) throws Exception {
    List<String> sets =
        new ArrayList<>(
            Stream.of("imap", "imaps", "submission", "submissions", "mx")
                .map(name -> "listeners." + name + "=off")
                .toList());
    sets.add("listeners.api=127.0.0.1:0");
    sets.add("security.allow-http=true");
    sets.addAll(List.of(more));
    Optional<Path> data = Optional.of(temporary.resolve("data"));
    Config config = new ConfigSource(Optional.empty(), data, sets, Map.of()).load().config();
    server = Server.start(config, "1", InstantSource.system());
    ReadyFile ready = server.ready();
    key = Files.readString(Path.of(ready.apiKeyFile())).strip();
  }

  private void agents() {
    ann = "/v3/grants/" + agent("ann");
    agent("bob");
  }

  private String agent(String name) {
    String body =
        "{\"provider\":\"nylas\",\"settings\":{\"email\":\"%s@agents.localhost\"}}".formatted(name);
    return data(call("POST", "/v3/connect/custom", body)).text("id").orElseThrow();
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private HttpResponse<byte[]> call(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.ready().apiUrl() + path))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .header("Authorization", "Bearer " + key);
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return client.send(request.build(), BodyHandlers.ofByteArray());
    } catch (java.io.IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private static JsonBody data(HttpResponse<byte[]> answer) {
    return JsonBody.parse(answer.body())
        .object("data")
        .orElseThrow(() -> new AssertionError(text(answer)));
  }

  private HttpResponse<byte[]> send(String subject) {
    return call(
        "POST",
        ann + "/messages/send",
        "{\"to\":[{\"email\":\"bob@agents.localhost\"}],\"subject\":\"" + subject + "\"}");
  }

  private static void assertThrottled(HttpResponse<byte[]> answer) {
    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(429);
    assertThat(text(answer)).contains("rate_limit_error", "request_id");
    assertThat(Long.parseLong(answer.headers().firstValue("retry-after").orElseThrow()))
        .isPositive();
  }

  @Test
  void aBurstIsQueuedUnderTheIdsItGetsAndGoesOutInOrder() throws Exception {
    start("limits.preset=nylas", "limits.sends-per-second=1");
    agents();
    List<String> ids = new ArrayList<>();
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      HttpResponse<byte[]> answer = send("mail " + i);
      statuses.add(answer.statusCode());
      ids.add(data(answer).text("id").orElseThrow());
      assertThat(data(answer).text("grant_id")).isPresent();
      assertThat(data(answer).text("thread_id")).isPresent();
    }
    assertThat(statuses).startsWith(200).contains(202);
    assertThat(text(call("GET", ann + "/messages/schedules", ""))).contains("schedule_id");
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> call("GET", ann + "/messages/" + ids.getLast(), "").statusCode() == 200);
    List<String> sent =
        JsonBody.parse(call("GET", ann + "/messages?in=sent", "").body())
            .objects("data")
            .orElseThrow()
            .stream()
            .map(message -> message.text("id").orElseThrow())
            .toList()
            .reversed();
    assertThat(sent).containsExactlyElementsOf(ids);
  }

  @Test
  void aQueuedDraftStaysADraftUntilItIsSent() throws Exception {
    start("limits.preset=nylas", "limits.sends-per-second=1");
    agents();
    String draft =
        data(call(
                "POST",
                ann + "/drafts",
                "{\"to\":[{\"email\":\"bob@agents.localhost\"}],\"subject\":\"draft\"}"))
            .text("id")
            .orElseThrow();
    send("first");
    send("second");
    HttpResponse<byte[]> queued = call("POST", ann + "/drafts/" + draft, "{}");
    assertThat(queued.statusCode()).as(text(queued)).isEqualTo(202);
    assertThat(call("GET", ann + "/drafts/" + draft, "").statusCode()).isEqualTo(200);
    String id = data(queued).text("id").orElseThrow();
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> call("GET", ann + "/messages/" + id, "").statusCode() == 200);
    assertThat(call("GET", ann + "/drafts/" + draft, "").statusCode()).isEqualTo(404);
  }

  @Test
  void aDaysSendsAreCountedOverARestart() throws Exception {
    start("limits.sends-per-day=3");
    agents();
    assertThat(send("1").statusCode()).isEqualTo(200);
    assertThat(send("2").statusCode()).isEqualTo(200);
    server.close();
    start("limits.sends-per-day=3");
    assertThat(send("3").statusCode()).isEqualTo(200);
    HttpResponse<byte[]> more = send("4");
    assertThrottled(more);
    assertThat(text(more)).contains("daily quota exceeded");
    assertThat(
            JsonBody.parse(call("GET", ann + "/messages?in=sent", "").body())
                .objects("data")
                .orElseThrow())
        .hasSize(3);
  }

  @Test
  void requestsBeyondTheRateAreRefusedForOneGrantAlone() throws Exception {
    start("limits=nylas");
    agents();
    List<HttpResponse<byte[]>> answers =
        Stream.generate(() -> ann + "/folders")
            .limit(1200)
            .parallel()
            .map(path -> call("GET", path, ""))
            .toList();
    List<HttpResponse<byte[]>> refused =
        answers.stream().filter(answer -> answer.statusCode() != 200).toList();
    assertThat(answers.size() - refused.size()).isGreaterThanOrEqualTo(200);
    refused.forEach(LimitedServerTest::assertThrottled);
    List<HttpResponse<byte[]>> others =
        Stream.generate(() -> "/v3/webhooks")
            .limit(400)
            .parallel()
            .map(path -> call("GET", path, ""))
            .toList();
    assertThat(others).anyMatch(answer -> answer.statusCode() == 200);
    others.stream()
        .filter(answer -> answer.statusCode() != 200)
        .forEach(LimitedServerTest::assertThrottled);
  }

  @Test
  void readinessAndNumbersAreThereForThoseOnThisMachine() throws Exception {
    start();
    agents();
    send("counted");
    assertThat(call("GET", "/healthz", "").statusCode()).isEqualTo(200);
    assertThat(text(call("GET", "/readyz", ""))).contains("\"status\":\"ready\"");
    HttpResponse<byte[]> numbers = call("GET", "/metrics", "", "Accept-Encoding", "identity");
    assertThat(numbers.headers().firstValue("content-type").orElseThrow())
        .isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    assertThat(text(numbers))
        .contains(
            "postern_http_requests_seconds_count{method=\"POST\",route=\"/v3/grants/{grant}/messages/send\",status=\"200\"}"
                + " 1",
            "postern_http_requests_seconds_bucket",
            "postern_store_writes_total{what=\"groups\"}",
            "postern_queue_waiting ",
            "postern_webhook_lag_seconds ",
            "postern_connections_total{event=\"api opened\"}",
            "jvm_memory_used_bytes")
        .doesNotContain(ann.substring("/v3/grants/".length()), "ann@");
    assertThat(call("GET", "/metrics", "", "X-Forwarded-For", "192.0.2.1").statusCode())
        .as("with the owner's key")
        .isEqualTo(200);
    key = "nyl_wrong";
    assertThat(call("GET", "/metrics", "").statusCode()).isEqualTo(200);
    assertThat(call("GET", "/metrics", "", "X-Forwarded-For", "192.0.2.1").statusCode())
        .isEqualTo(404);
  }

  @Test
  void withAKeyOnlyOrOffTheNumbersAreHidden() throws Exception {
    start("api.metrics=key");
    assertThat(call("GET", "/metrics", "").statusCode()).isEqualTo(200);
    key = "nyl_wrong";
    assertThat(call("GET", "/metrics", "").statusCode()).isEqualTo(401);
    server.close();
    start("api.metrics=off");
    assertThat(call("GET", "/metrics", "").statusCode()).isEqualTo(404);
  }

  @Test
  void eachRequestIsALineThatKeepsSecrets() throws Exception {
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    Logger access = (Logger) LoggerFactory.getLogger("access");
    access.addAppender(lines);
    try {
      start();
      agents();
      HttpResponse<byte[]> answer = call("GET", ann + "/messages?search_query_native=hush", "");
      String id = answer.headers().firstValue("x-request-id").orElseThrow();
      call("GET", "/nowhere/%0d%0aforged?token=hush", "");
      Awaitility.await()
          .until(() ->
              lines.list.stream().anyMatch(line -> line.getFormattedMessage().contains("forged")));
      List<String> texts =
          List.copyOf(lines.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
      assertThat(texts)
          .anyMatch(line ->
              line.startsWith("127.0.0.1 GET /v3/grants/{grant}/messages ")
                  && line.contains(" id=" + id + " app=")
                  && line.endsWith(" grant=" + ann.substring("/v3/grants/".length())))
          .anyMatch(line -> line.startsWith("127.0.0.1 GET /nowhere/%0d%0aforged 404 "))
          .noneMatch(line -> line.contains("hush") || line.contains(key) || line.contains("\n"));
    } finally {
      access.detachAppender(lines);
    }
  }

  @Test
  void withoutTheKeyLogAccessThereAreNoLines() throws Exception {
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    Logger access = (Logger) LoggerFactory.getLogger("access");
    access.addAppender(lines);
    try {
      start("log.access=false");
      call("GET", "/healthz", "");
      server.close();
      assertThat(lines.list).isEmpty();
    } finally {
      access.detachAppender(lines);
    }
  }
}

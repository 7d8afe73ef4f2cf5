package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.postern.api.ApiStage.Answer;
import dev.postern.v3.JsonBody;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Webhook administration and the whole way of an event, in front of the real engine.
class WebhooksRoutesTest {
  private record Post(String signature, byte[] body) {
    JsonBody json() {
      return JsonBody.parse(body);
    }
  }

  @TempDir private Path directory;
  private final List<Post> posts = new CopyOnWriteArrayList<>();
  private ApiStage stage;
  private HttpServer receiver;
  private String url;

  @BeforeEach
  void start() throws IOException {
    stage = new ApiStage(directory);
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext("/hook", this::receive);
    receiver.start();
    url = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook";
  }

  @AfterEach
  void stop() {
    receiver.stop(0);
    stage.close();
  }

  private void receive(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    byte[] answer = new byte[0];
    if (exchange.getRequestMethod().equals("POST")) {
      String signature = exchange.getRequestHeaders().getFirst("x-nylas-signature");
      posts.add(new Post(signature, body));
    } else {
      answer =
          exchange
              .getRequestURI()
              .getQuery()
              .substring("challenge=".length())
              .getBytes(StandardCharsets.UTF_8);
    }
    exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  private Answer create(String target, String triggers) {
    return stage.call(
        "POST",
        "/v3/webhooks",
        "{\"trigger_types\":%s,\"webhook_url\":\"%s\",\"description\":\"d\"}"
            .formatted(triggers, target));
  }

  private static String hmac(String secret, byte[] body) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(body));
  }

  @Test
  void aWebhookIsMadeShownChangedRotatedAndDeleted() {
    Answer made = create(url, "[\"message.created\"]");
    assertThat(made.status()).as(made.text()).isEqualTo(200);
    String secret = made.data().text("webhook_secret").orElseThrow();
    String path = "/v3/webhooks/" + made.id();
    assertThat(stage.get("/v3/webhooks").list()).hasSize(1);
    assertThat(stage.get(path).text()).contains("\"status\":\"active\"").doesNotContain(secret);
    assertThat(create(url, "[\"message.created\"]").status()).isEqualTo(409);
    Answer changed = stage.call("PUT", path, "{\"description\":\"e\",\"status\":\"pause\"}");
    assertThat(changed.data().text("description")).contains("e");
    assertThat(changed.data().text("status")).contains("paused");
    assertThat(changed.data().texts("trigger_types")).contains(List.of("message.created"));
    for (Answer rotated :
        List.of(
            stage.call("POST", "/v3/webhooks/rotate-secret/" + made.id(), "{}"),
            stage.call("PUT", path + "/rotate-secret", ""))) {
      assertThat(rotated.data().text("webhook_secret").orElseThrow()).isNotEqualTo(secret);
    }
    assertThat(stage.call("DELETE", path, "").data().text("status")).contains("success");
    Answer gone = stage.get(path);
    assertThat(gone.status()).isEqualTo(404);
    assertThat(gone.text()).contains("\"type\":\"70000\"");
    assertThat(create(url, "[\"message.created\"]").status()).isEqualTo(200);
  }

  @Test
  void aReceiverThatDoesNotAnswerTheChallengeIsRefused() {
    Answer answer = create(url.replace("/hook", "/other"), "[\"message.created\"]");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text())
        .contains("\"type\":\"70005\"", "unable.verify.webhook_url : status is not ok, got 404");
    assertThat(stage.get("/v3/webhooks").list()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"webhook_url\":\"http://127.0.0.1:1/\"}",
        "{\"trigger_types\":[\"message.created\"]}",
        "{\"trigger_types\":[],\"webhook_url\":\"http://127.0.0.1:1/\"}",
        "{\"trigger_types\":[\"message.exploded\"],\"webhook_url\":\"http://127.0.0.1:1/\"}",
        "{\"trigger_types\":[\"message.created\"],\"webhook_url\":\"ftp://127.0.0.1/\"}",
        "{\"trigger_types\":[\"message.created\"],\"webhook_url\":\"nonsense\"}"
      })
  void whatIsIncompleteIsRefused(String body) {
    assertThat(stage.call("POST", "/v3/webhooks", body).status()).isEqualTo(400);
  }

  @Test
  void whatHappensInTheMailboxIsToldOnceAndSigned() throws Exception {
    String ann = "/v3/grants/" + stage.agent("ann");
    Answer made =
        create(
            url,
            "[\"message.created\",\"message.updated\",\"message.deleted\",\"folder.created\"]");
    String secret = made.data().text("webhook_secret").orElseThrow();
    Answer sent =
        stage.call(
            "POST",
            ann + "/messages/send",
            "{\"to\":[{\"email\":\"ann@agents.test\"}],\"subject\":\"s\",\"body\":\"x\"}");
    await().until(() -> posts.size() == 2);
    String message = ann + "/messages/" + sent.id();
    stage.call("PUT", message, "{\"starred\":true}");
    await().until(() -> posts.size() == 3);
    stage.call("DELETE", message, "");
    await().until(() -> posts.size() == 4);
    stage.call("DELETE", message, "");
    await().until(() -> posts.size() == 5);
    stage.call("POST", ann + "/folders", "{\"name\":\"f\"}");
    await().until(() -> posts.size() == 6);
    assertThat(posts)
        .extracting(post -> post.json().text("type").orElseThrow())
        .containsExactly(
            "message.created",
            "message.created",
            "message.updated",
            "message.updated",
            "message.deleted",
            "folder.created");
    assertThat(posts)
        .extracting(post -> post.json().text("id").orElseThrow())
        .doesNotHaveDuplicates();
    for (Post post : posts) {
      assertThat(post.signature()).isEqualTo(hmac(secret, post.body()));
    }
    JsonBody starred =
        posts.get(2).json().object("data").orElseThrow().object("object").orElseThrow();
    assertThat(starred.flag("starred")).contains(true);
    assertThat(starred.text("id")).contains(sent.id());
    assertThat(new String(posts.get(5).body(), StandardCharsets.UTF_8)).contains("\"name\":\"f\"");
  }
}

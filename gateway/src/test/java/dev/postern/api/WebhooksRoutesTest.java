package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.postern.api.ApiStage.Answer;
import dev.postern.v3.JsonBody;
import dev.postern.webhook.Triggers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Webhook administration and the whole way of an event, in front of the real engine.
class WebhooksRoutesTest {
  private record Post(String signature, byte[] body) {
    JsonBody json() {
      return JsonBody.parse(body);
    }
  }

  @TempDir private Path directory;
  private final List<Post> posts = new CopyOnWriteArrayList<>();
  private final AtomicInteger challenges = new AtomicInteger();
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
      challenges.incrementAndGet();
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
    assertThat(changed.data().text("status")).contains("pause");
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
  void thereIsAnExampleOfEveryTrigger() {
    List<String> types = new ArrayList<>(Triggers.known());
    types.add("message.created.truncated");
    types.add("message.updated.truncated");
    for (String type : types) {
      Answer answer =
          stage.call(
              "POST", "/v3/webhooks/mock-payload", "{\"trigger_type\":\"%s\"}".formatted(type));
      assertThat(answer.status()).as(type).isEqualTo(200);
      assertThat(answer.data().text("type")).contains(type);
      assertThat(answer.data().text("source").orElseThrow()).startsWith("/");
      assertThat(answer.data().object("data").orElseThrow().object("object")).isPresent();
    }
  }

  @Test
  void aTestEventIsSignedWithTheKnownSecret() throws Exception {
    Answer answer =
        stage.call(
            "POST",
            "/v3/webhooks/send-test-event",
            "{\"trigger_type\":\"message.bounced\",\"webhook_url\":\"%s\"}".formatted(url));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.json().text("data")).contains("success");
    Post post = posts.getFirst();
    assertThat(post.signature()).isEqualTo(hmac("mock-webhook-secret", post.body()));
    assertThat(post.json().text("type")).contains("message.bounced");
    assertThat(post.json().text("source")).contains("/nylas/send");
  }

  @Test
  void theServerNamesItsAddresses() {
    JsonBody data = stage.get("/v3/webhooks/ip-addresses").data();
    assertThat(data.texts("ip_addresses")).isPresent();
    assertThat(data.number("updated_at")).isPresent();
  }

  @Test
  void whatHappensToGrantsIsToldEvenWhenTheyAreGone() {
    create(url, "[\"grant.created\",\"grant.updated\",\"grant.deleted\"]");
    String grant = stage.agent("gus");
    stage.call("PATCH", "/v3/grants/" + grant, "{\"name\":\"Gus\"}");
    stage.call("DELETE", "/v3/grants/" + grant, "");
    await().until(() -> posts.size() >= 3);
    assertThat(posts)
        .extracting(post -> post.json().text("type").orElseThrow())
        .containsExactly("grant.created", "grant.updated", "grant.deleted");
    assertThat(posts)
        .extracting(post -> object(post).number("code").orElseThrow())
        .containsExactly(25012L, 25014L, 25013L);
    JsonBody last = object(posts.getLast());
    assertThat(last.text("grant_id")).contains(grant);
    assertThat(last.text("email")).contains("gus@agents.test");
    assertThat(last.text("name")).contains("Gus");
    assertThat(last.text("provider")).contains("nylas");
    assertThat(posts.getLast().json().text("source")).contains("/nylas/system");
  }

  private static JsonBody object(Post post) {
    return post.json().object("data").orElseThrow().object("object").orElseThrow();
  }

  @Test
  void aNewMessageIsToldCleaned() {
    String ann = "/v3/grants/" + stage.agent("ann");
    create(url, "[\"message.created.cleaned\"]");
    stage.call(
        "POST",
        ann + "/messages/send",
        "{\"to\":[{\"email\":\"ann@agents.test\"}],\"subject\":\"s\","
            + "\"body\":\"<p>Yes, <b>please</b>.</p><blockquote type=cite>old</blockquote>\"}");
    await().until(() -> !posts.isEmpty());
    assertThat(posts.getFirst().json().text("type")).contains("message.created.cleaned");
    assertThat(object(posts.getFirst()).text("body")).contains("Yes, **please**.");
  }

  @Test
  void whatComesDuringAPauseIsToldAfterIt() {
    String ann = "/v3/grants/" + stage.agent("ann");
    Answer made = create(url, "[\"folder.created\"]");
    String path = "/v3/webhooks/" + made.id();
    for (String word : List.of("pause", "paused", "inactive")) {
      Answer paused = stage.call("PUT", path, "{\"status\":\"%s\"}".formatted(word));
      assertThat(paused.data().text("status")).contains("pause");
    }
    stage.call("POST", ann + "/folders", "{\"name\":\"f\"}");
    int asked = challenges.get();
    Answer active = stage.call("PUT", path, "{\"status\":\"active\"}");
    assertThat(active.data().text("status")).contains("active");
    assertThat(challenges.get()).isEqualTo(asked + 1);
    await().until(() -> posts.size() == 1);
  }

  @Test
  void aReceiverThatDoesNotAnswerTheChallengeIsRefused() {
    Answer answer = create(url.replace("/hook", "/other"), "[\"message.created\"]");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text())
        .contains("\"type\":\"70005\"", "unable.verify.webhook_url : status is not ok, got 404");
    assertThat(stage.get("/v3/webhooks").list()).isEmpty();
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

package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.postern.api.ApiStage.Answer;
import dev.postern.v3.JsonBody;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every webhook route refuses: status, `error.type`, a message that names the field, and
/// subscriptions that are as they were.
class WrongWebhookInputTest {
  private static final String BAD = "invalid_request_error";
  private static final String GONE = "/v3/webhooks/3f1c9a3c-0d7b-4e6b-9a53-2f0e1d6c7b8a";

  /// member of a body that is whole otherwise | what the message says
  private static final String MEMBERS =
      """
      "trigger_types":"message.created" | trigger_types must be an array
      "trigger_types":[1] | trigger_types must be an array of strings
      "trigger_types":["message.created","message.exploded"] | trigger_types[1] is no trigger type
      "trigger_types":["message.created.truncated"] | trigger_types[0] is no trigger type
      "trigger_types":[""] | trigger_types[0] is no trigger type
      "webhook_url":7 | webhook_url must be a string
      "webhook_url":"nonsense" | webhook_url must be an absolute http or https URL
      "webhook_url":"/hook" | webhook_url must be an absolute
      "webhook_url":"ftp://127.0.0.1/" | webhook_url must be an absolute
      "webhook_url":"http://" | webhook_url must be an absolute
      "webhook_url":"http://user@127.0.0.1/" | webhook_url must be an absolute
      "webhook_url":"http://127.0.0.1:0/" | webhook_url must be an absolute
      "webhook_url":"http://127.0.0.1:70000/" | webhook_url must be an absolute
      "webhook_url":"http://127.0.0.1/a b" | webhook_url must be an absolute
      "webhook_url":"http://127.0.0.1/\\r\\nX: y" | webhook_url must be an absolute
      "webhook_url":"http://ex\\u00e4mple.test/" | webhook_url must be an absolute
      "webhook_url":"http://127.0.0.1/LONG" | webhook_url must be an absolute
      "description":5 | description must be a string
      "description":"LONG" | description must have at most 1000 characters
      "notification_email_addresses":"a@x.test" | notification_email_addresses must be an array
      "notification_email_addresses":["a@x.test",2] | notification_email_addresses must be an array of strings
      "notification_email_addresses":["a@x.test","b"] | notification_email_addresses[1] is no mail address
      "notification_email_addresses":["a@x.test\\r\\nBcc: b@x.test"] | notification_email_addresses[0] is no mail address
      "notification_email_addresses":[MANY] | notification_email_addresses must have at most 20 addresses
      "compressed_delivery":"yes" | compressed_delivery must be a boolean
      "status":true | status must be a string
      "status":"failing" | status must be active or pause
      "status":"deleted" | status must be active or pause
      """;

  /// body | what the message says
  private static final String BODIES =
      """
      {"webhook_url":"URL"} | trigger_types is required
      {"trigger_types":[],"webhook_url":"URL"} | trigger_types is required
      {"trigger_types":null,"webhook_url":"URL"} | trigger_types is required
      {"trigger_types":["message.created"]} | webhook_url is required
      {"trigger_types":["message.created"],"webhook_url":""} | webhook_url is required
      {"trigger_types":["message.created"],"webhook_url":null} | webhook_url is required
      {} | is required
      """;

  /// body of mock-payload and send-test-event | what the message says
  private static final String EXAMPLES =
      """
      {"webhook_url":"URL"} | trigger_type is required
      {"trigger_type":null,"webhook_url":"URL"} | trigger_type is required
      {"trigger_type":["message.created"],"webhook_url":"URL"} | trigger_type must be a string
      {"trigger_type":"message.exploded","webhook_url":"URL"} | trigger_type is no trigger type
      {"trigger_type":"","webhook_url":"URL"} | trigger_type is no trigger type
      """;

  private static final List<String> NO_JSON =
      List.of("{", "[]", "\"x\"", "null", "{\"a\":}", "{\"a\":1}}", "\u0000", "%PDF");

  @TempDir private Path directory;
  private ApiStage stage;
  private HttpServer receiver;
  private String url;

  @BeforeEach
  void start() throws IOException {
    stage = new ApiStage(directory);
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext("/hook", WrongWebhookInputTest::challenge);
    receiver.start();
    url = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook";
  }

  @AfterEach
  void stop() {
    receiver.stop(0);
    stage.close();
  }

  private static void challenge(HttpExchange exchange) throws IOException {
    byte[] answer =
        exchange
            .getRequestURI()
            .getQuery()
            .replaceFirst(".*challenge=", "")
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  private String body(String text) {
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 21; i++) {
      many.add("\"a" + i + "@x.test\"");
    }
    return text.replace("URL", url)
        .replace("LONG", "x".repeat(2100))
        .replace("MANY", String.join(",", many));
  }

  private static void refused(Answer answer, String given, String wanted) {
    assertThat(answer.status()).as("%s: %s", given, answer.text()).isEqualTo(400);
    JsonBody error = answer.json().object("error").orElseThrow();
    assertThat(error.text("type")).as(given).contains(BAD);
    assertThat(error.text("message").orElseThrow()).as(given).contains(wanted);
  }

  private static List<String[]> rows(String table) {
    return table.lines().map(line -> line.split(" \\| ", 2)).toList();
  }

  private static String subscription(String url) {
    return "{\"trigger_types\":[\"message.created\"],\"webhook_url\":\"%s\"}".formatted(url);
  }

  private String existing() {
    return "/v3/webhooks/" + stage.call("POST", "/v3/webhooks", subscription(url)).id();
  }

  @Test
  void aMemberThatIsWrongIsNamedAndNothingIsMadeOrChanged() {
    String path = existing();
    String before = stage.get(path).data().canonical();
    for (String[] row : rows(MEMBERS)) {
      String member = body(row[0]);
      refused(stage.call("PUT", path, "{" + member + "}"), row[0], row[1]);
      String rest =
          (row[0].startsWith("\"trigger_types\"") ? "" : ",\"trigger_types\":[\"message.created\"]")
              + (row[0].startsWith("\"webhook_url\"") ? "" : ",\"webhook_url\":\"%s?2\"");
      String whole = "{" + member + rest.formatted(url) + "}";
      refused(stage.call("POST", "/v3/webhooks", whole), row[0], row[1]);
    }
    assertThat(stage.get("/v3/webhooks").list()).hasSize(1);
    assertThat(stage.get(path).data().canonical()).isEqualTo(before);
  }

  @Test
  void whatIsMissingIsNamed() {
    for (String[] row : rows(BODIES)) {
      refused(stage.call("POST", "/v3/webhooks", body(row[0])), row[0], row[1]);
    }
    for (String[] row : rows(EXAMPLES)) {
      for (String route : List.of("mock-payload", "send-test-event")) {
        refused(stage.call("POST", "/v3/webhooks/" + route, body(row[0])), row[0], row[1]);
      }
    }
    refused(
        stage.call("POST", "/v3/webhooks/send-test-event", "{\"trigger_type\":\"folder.created\"}"),
        "no URL",
        "webhook_url is required");
    assertThat(stage.get("/v3/webhooks").list()).isEmpty();
  }

  @Test
  void whatIsNoJsonObjectIsRefused() {
    String path = existing();
    for (String text : NO_JSON) {
      refused(stage.call("POST", "/v3/webhooks", text), text, "");
      refused(stage.call("PUT", path, text), text, "");
      refused(stage.call("POST", "/v3/webhooks/mock-payload", text), text, "");
      refused(stage.call("POST", "/v3/webhooks/send-test-event", text), text, "");
    }
  }

  @Test
  void aWebhookThatDoesNotExistHasItsOwnErrorType() {
    for (String path : List.of(GONE, "/v3/webhooks/x", "/v3/webhooks/%2e%2e", "/v3/webhooks/%00")) {
      for (Answer answer :
          List.of(
              stage.get(path),
              stage.call("PUT", path, "{}"),
              stage.call("DELETE", path, ""),
              stage.call("PUT", path + "/rotate-secret", ""),
              stage.call("POST", path.replace("webhooks/", "webhooks/rotate-secret/"), ""))) {
        assertThat(answer.status()).as(path + ": " + answer.text()).isEqualTo(404);
        assertThat(answer.json().object("error").orElseThrow().text("type")).contains("70000");
      }
    }
  }

  @Test
  void aUrlIsTakenByOneWebhook() {
    String path = existing();
    Answer again = stage.call("POST", "/v3/webhooks", subscription(url));
    Answer other = stage.call("POST", "/v3/webhooks", subscription(url + "?2"));
    Answer moved =
        stage.call("PUT", "/v3/webhooks/" + other.id(), "{\"webhook_url\":\"%s\"}".formatted(url));
    for (Answer answer : List.of(again, moved)) {
      assertThat(answer.status()).isEqualTo(409);
      assertThat(answer.text()).contains("webhook_url already exists");
    }
    assertThat(stage.call("PUT", path, "{\"webhook_url\":\"%s\"}".formatted(url)).status())
        .isEqualTo(200);
  }

  @Test
  void aReceiverThatCannotBeReachedIsRefusedByItsName() {
    for (String wrong :
        List.of("http://127.0.0.1:1/", "https://nowhere.invalid/", url.replace("hook", "other"))) {
      Answer answer = stage.call("POST", "/v3/webhooks", subscription(wrong));
      assertThat(answer.status()).as(wrong).isEqualTo(400);
      assertThat(answer.text()).contains("\"70005\"", "unable.verify.webhook_url");
      Answer tested =
          stage.call(
              "POST",
              "/v3/webhooks/send-test-event",
              "{\"trigger_type\":\"message.created\",\"webhook_url\":\"%s\"}".formatted(wrong));
      assertThat(tested.status()).as(wrong).isEqualTo(400);
      assertThat(tested.text()).contains("\"70005\"");
    }
    assertThat(stage.get("/v3/webhooks").list()).isEmpty();
  }
}

package dev.postern.conformance.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.conformance.client.Api;
import dev.postern.conformance.client.EventReader;
import dev.postern.conformance.client.Hook;
import dev.postern.conformance.client.Imap;
import dev.postern.conformance.client.Smtp;
import dev.postern.conformance.peer.Postern;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Mail of a whole server whose sender hears what becomes of it, by webhook and by stream.
class TrackedMailTest {
  private static final String HTML = "<p>See <a href=\"https://boats.example/?a=1\">here</a></p>";
  private static final List<String> TRIGGERS =
      List.of("message.opened", "message.link_clicked", "thread.replied");

  @AutoClose private Postern server;
  @AutoClose private Hook hook;
  private String address;
  private String ann;
  private String bob;

  @BeforeEach
  void start() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    address = "127.0.0.1:" + port;
    server = Postern.start("listeners.api=" + address, "tracking.url=http://" + address);
    hook = new Hook();
    ann = server.agent("ann");
    bob = server.agent("bob");
    Api.Answer answer =
        server
            .api()
            .post("/v3/webhooks", Map.of("trigger_types", TRIGGERS, "webhook_url", hook.url()));
    assertThat(answer.status()).as("%s", answer.json()).isBetween(200, 201);
  }

  @Test
  void whoOpensFollowsAndAnswersIsHeardByWebhookAndStream() throws Exception {
    try (EventReader stream = new EventReader(server.api(), server.grant(ann), "")) {
      String sent = tracked().path("id").asString();
      JsonNode received = received();
      List<String> counted = counted(received.path("body").asString());
      assertThat(counted).hasSize(2);

      HttpResponse<byte[]> link = fetch(counted.getFirst());
      assertThat(link.statusCode()).isEqualTo(302);
      assertThat(link.headers().firstValue("location")).contains("https://boats.example/?a=1");
      fetch(counted.getFirst());
      assertThat(fetch(counted.getLast()).headers().firstValue("content-type"))
          .contains("image/gif");
      send(bob, ann, Map.of("body", "yes", "reply_to_message_id", received.path("id").asString()));

      JsonNode clicked = heard("message.link_clicked", 2).getLast();
      JsonNode opened = heard("message.opened", 1).getFirst();
      JsonNode replied = heard("thread.replied", 1).getFirst();
      assertThat(clicked.at("/link_data/0/count").asInt()).isEqualTo(2);
      assertThat(clicked.at("/link_data/0/url").asString()).isEqualTo("https://boats.example/?a=1");
      assertThat(clicked.path("recents").valueStream().map(hit -> hit.path("click_id").asInt()))
          .containsExactly(1, 0);
      assertThat(opened.at("/message_data/count").asInt()).isEqualTo(1);
      assertThat(opened.at("/recents/0/ip").asString()).isEqualTo("127.0.0.1");
      assertThat(opened.at("/recents/0/user_agent").asString()).startsWith("Java-http-client");
      assertThat(replied.path("root_message_id").asString()).isEqualTo(sent);
      assertThat(replied.path("from_self").asBoolean()).isFalse();
      for (JsonNode object : List.of(clicked, opened)) {
        assertThat(object.path("message_id").asString()).isEqualTo(sent);
        assertThat(object.path("label").asString()).isEqualTo("spring");
      }
      assertThat(stream.next("message.link_clicked").at("/data/object/link_data/0/count").asInt())
          .isEqualTo(1);
      assertThat(stream.next("message.link_clicked").at("/data/object")).isEqualTo(clicked);
      JsonNode event = stream.next("message.opened");
      assertThat(event.at("/data/object")).isEqualTo(opened);
      assertThat(event.at("/data/grant_id").asString()).isEqualTo(server.grant(ann));
      assertThat(stream.next("thread.replied").at("/data/object")).isEqualTo(replied);
      JsonNode options =
          get(ann, "/messages/" + sent + "?fields=include_tracking_options")
              .path("tracking_options");
      assertThat(options.path("opens").asBoolean()).isTrue();
      assertThat(options.path("label").asString()).isEqualTo("spring");
    }
  }

  @Test
  void aReplyIsHeardOnceWhicheverDoorItComesBy() throws Exception {
    tracked();
    JsonNode received = received();
    String id = messageId(received);
    Map<String, ?> reply =
        Map.of("body", "1", "reply_to_message_id", received.path("id").asString());

    send(bob, ann, reply);
    heard("thread.replied", 1);
    try (Smtp smtp = Smtp.submission(server, bob)) {
      smtp.send(bob, ann, mail(bob, ann, "submitted", id));
    }
    heard("thread.replied", 2);
    try (Smtp smtp = Smtp.mx(server)) {
      smtp.send("cleo@example.net", ann, mail("cleo@example.net", ann, "foreign", id));
      smtp.send("cleo@example.net", ann, mail("cleo@example.net", ann, "foreign", id));
    }
    heard("thread.replied", 3);
    try (Smtp smtp = Smtp.submission(server, ann);
        Imap imap = Imap.login(server, ann)) {
      String own = mail(ann, bob, "own", id);
      smtp.send(ann, bob, own);
      imap.append("Sent", own.getBytes(StandardCharsets.US_ASCII));
      // What a client files was not delivered now.
      imap.append(
          "INBOX", mail("dan@example.net", ann, "old", id).getBytes(StandardCharsets.US_ASCII));
    }
    heard("thread.replied", 4);
    send(bob, ann, reply);

    List<JsonNode> told = heard("thread.replied", 5);
    assertThat(told.stream().map(event -> event.at("/reply_data/count").asInt()))
        .containsExactly(1, 2, 3, 4, 5);
    assertThat(told.stream().map(event -> event.path("from_self").asBoolean()))
        .containsExactly(false, false, false, true, false);
    assertThat(told.stream().map(event -> event.path("message_id").asString()))
        .doesNotHaveDuplicates();
  }

  private static String mail(String from, String to, String name, String answered) {
    return """
    From: <%1$s>\r
    To: <%2$s>\r
    Subject: Re: Boats\r
    Date: Thu, 01 Jan 2026 00:00:00 +0000\r
    Message-ID: <%3$s@mail.example>\r
    In-Reply-To: %4$s\r
    \r
    %3$s\r
    """
        .formatted(from, to, name, answered);
  }

  private String messageId(JsonNode received) throws IOException {
    String path = "/messages/" + received.path("id").asString() + "?fields=include_headers";
    return get(bob, path)
        .path("headers")
        .valueStream()
        .filter(field -> field.path("name").asString().equalsIgnoreCase("Message-ID"))
        .map(field -> field.path("value").asString())
        .findFirst()
        .orElseThrow();
  }

  private JsonNode tracked() throws IOException {
    Map<String, ?> options =
        Map.of("opens", true, "links", true, "thread_replies", true, "label", "spring");
    return send(ann, bob, Map.of("body", HTML, "tracking_options", options));
  }

  private JsonNode send(String from, String to, Map<String, ?> more) throws IOException {
    Map<String, Object> body = new HashMap<>(more);
    body.put("to", List.of(Map.of("email", to)));
    body.put("subject", "Boats");
    Api.Answer answer =
        server.api().post("/v3/grants/" + server.grant(from) + "/messages/send", body);
    assertThat(answer.status()).as("%s", answer.json()).isEqualTo(200);
    return answer.data();
  }

  private JsonNode received() throws IOException {
    await().until(() -> !get(bob, "/messages?in=inbox").isEmpty());
    return get(bob, "/messages?in=inbox").path(0);
  }

  private JsonNode get(String agent, String path) throws IOException {
    return server.api().get("/v3/grants/" + server.grant(agent) + path).data();
  }

  private List<String> counted(String body) {
    List<String> urls = new ArrayList<>();
    Matcher found = Pattern.compile("http://" + address + "/t/[^\"'> ]+").matcher(body);
    while (found.find()) {
      urls.add(found.group());
    }
    return urls;
  }

  private HttpResponse<byte[]> fetch(String url) throws IOException, InterruptedException {
    return server
        .api()
        .http()
        .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofByteArray());
  }

  /// Waits until so many events of a type were heard, and returns their objects.
  private List<JsonNode> heard(String type, int number) {
    await().until(() -> hook.events(type).size() >= number);
    List<JsonNode> objects =
        hook.events(type).stream().map(event -> event.json().at("/data/object")).toList();
    assertThat(objects).as(type).hasSize(number);
    return objects;
  }
}

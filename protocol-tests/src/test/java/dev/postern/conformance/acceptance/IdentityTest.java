package dev.postern.conformance.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.conformance.client.Api;
import dev.postern.conformance.client.Hook;
import dev.postern.conformance.client.Imap;
import dev.postern.conformance.client.Smtp;
import dev.postern.conformance.peer.Postern;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// One mail is one thing in the API, however often a mail program writes it down.
class IdentityTest {
  private static final Duration SECONDS = Duration.ofSeconds(5);

  @AutoClose private Postern server;
  @AutoClose private Hook hook;
  private String ann;
  private String bob;

  @BeforeEach
  void start() throws IOException {
    server = Postern.start();
    hook = new Hook();
    ann = server.agent("ann");
    bob = server.agent("bob");
    Api.Answer answer =
        server
            .api()
            .post(
                "/v3/webhooks",
                Map.of(
                    "trigger_types",
                    List.of("message.created", "message.updated", "message.deleted"),
                    "webhook_url",
                    hook.url()));
    assertThat(answer.status()).isBetween(200, 201);
  }

  private String path(String agent, String rest) {
    return "/v3/grants/" + server.grant(agent) + rest;
  }

  private List<JsonNode> list(String path) throws IOException {
    return StreamSupport.stream(server.api().get(path).data().spliterator(), false).toList();
  }

  private void append(Imap imap, String folder, String message) throws IOException {
    Imap.Answer answer =
        imap.append(folder, message.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
    assertThat(answer.text()).contains("APPENDUID");
  }

  // Everything before it has been told once this arrives: a grant's events keep their order.
  private void awaitEventsOf(String agent) throws IOException {
    try (Imap imap = Imap.login(server, agent)) {
      append(imap, "Archive", "Subject: last\n\nx\n");
    }
    await().atMost(SECONDS).until(() -> subjects("message.created", agent).contains("last"));
  }

  private List<String> subjects(String type, String agent) {
    return hook.events(type, server.grant(agent)).stream()
        .map(event -> event.json().path("data").path("object").path("subject").asString())
        .toList();
  }

  @Test
  void aSentMailIsToldOfOnceThoughItsClientFilesItToo() throws Exception {
    String text =
        "From: <%s>\nTo: <%s>\nMessage-ID: <t-1@x>\nSubject: tea\n\nat five\n".formatted(ann, bob);
    try (Smtp smtp = Smtp.submission(server, ann)) {
      smtp.send(ann, bob, text.replace("\n", "\r\n"));
    }
    String id = list(path(ann, "/messages?in=sent")).getFirst().path("id").asString();
    try (Imap imap = Imap.login(server, ann)) {
      append(imap, "Sent", text.replace("Subject", "Bcc: <eve@agents.localhost>\nSubject"));
      assertThat(imap.command("STATUS Sent (MESSAGES)").lines().toString()).contains("MESSAGES 1");
    }
    List<JsonNode> sent = list(path(ann, "/messages?in=sent"));
    assertThat(sent).hasSize(1);
    assertThat(sent.getFirst().path("id").asString()).isEqualTo(id);
    assertThat(sent.getFirst().path("bcc").size()).isEqualTo(1);
    awaitEventsOf(ann);
    assertThat(subjects("message.created", ann)).containsExactly("tea", "last");
    assertThat(subjects("message.updated", ann)).isEmpty();
    assertThat(hook.events("message.deleted", server.grant(ann))).isEmpty();
    await().atMost(SECONDS).until(() -> list(path(bob, "/messages?in=inbox")).size() == 1);
  }

  @Test
  @Tag("Q-11")
  void aDraftIsOneThroughEveryDoorAndToldOfWhenItIsSent() throws Exception {
    Api.Answer made =
        server
            .api()
            .post(
                path(ann, "/drafts"),
                Map.of("to", List.of(Map.of("email", bob)), "subject", "tea", "body", "one"));
    String id = made.data().path("id").asString();
    String draft = path(ann, "/drafts/" + id);
    String messageId =
        server
            .api()
            .get(draft + "?fields=include_basic_headers")
            .data()
            .path("headers")
            .get(0)
            .path("value")
            .asString();
    try (Imap imap = Imap.login(server, ann);
        Imap other = Imap.login(server, ann)) {
      append(
          other,
          "Drafts",
          "From: <%s>\nTo: <%s>\nMessage-ID: %s\nSubject: tea\n\ntwo\n"
              .formatted(ann, bob, messageId));
      assertThat(list(path(ann, "/drafts"))).hasSize(1);
      assertThat(server.api().get(draft).data().path("body").asString()).contains("two");
      imap.command("SELECT Drafts");
      imap.command("UID STORE 1 +FLAGS (\\Deleted)");
      assertThat(imap.command("EXPUNGE").lines()).contains("* 1 EXPUNGE");
      assertThat(server.api().get(draft).data().path("body").asString()).contains("two");
    }
    Api.Answer changed = server.api().send("PUT", draft, "{\"subject\":\"more tea\"}");
    assertThat(changed.data().path("id").asString()).isEqualTo(id);
    assertThat(changed.data().path("body").asString()).contains("two");
    Api.Answer sent = server.api().send("POST", draft, null);
    assertThat(sent.data().path("object").asString()).isEqualTo("message");
    assertThat(server.api().get(draft).status()).isEqualTo(404);
    awaitEventsOf(ann);
    assertThat(subjects("message.created", ann)).containsExactly("more tea", "last");
    assertThat(subjects("message.updated", ann)).isEmpty();
    assertThat(hook.events("message.deleted", server.grant(ann))).isEmpty();
    await().atMost(SECONDS).until(() -> list(path(bob, "/messages?in=inbox")).size() == 1);
  }
}

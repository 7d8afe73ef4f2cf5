package dev.postern.conformance.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.conformance.client.Angus;
import dev.postern.conformance.client.Api;
import dev.postern.conformance.client.Hook;
import dev.postern.conformance.peer.Postern;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Store;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The reply path: sent by API, read by IMAP, answered by SMTP, heard by webhook, in one thread.
class StoryTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

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
  }

  @Test
  void anAnswerFromAMailProgramFindsItsThreadAndIsHeardWithinASecond() throws Exception {
    String secret = subscribe();
    JsonNode sent = send("Quote 42 – größe", "<p>Hello <b>Bob</b></p>").data();
    String thread = sent.path("thread_id").asString();
    try (Store store = new Angus(server, bob).imap()) {
      MimeMessage read =
          await().atMost(SECOND).until(() -> newest(store), list -> !list.isEmpty()).getFirst();
      assertThat(read.getSubject()).isEqualTo("Quote 42 – größe");
      assertThat(read.getFrom()[0].toString()).contains(ann);
      assertThat(bytes(read)).isEqualTo(rawMime(bob, onlyMessage(bob, "inbox")));
      read.setFlag(Flags.Flag.SEEN, true);
      answer(read);
    }
    await()
        .atMost(SECOND)
        .untilAsserted(() -> {
          JsonNode heard = createdInInbox();
          assertThat(heard.path("thread_id").asString()).isEqualTo(thread);
        });
    assertThat(hook.events("message.created", server.grant(ann)))
        .allMatch(event -> event.isSignedWith(secret));
    assertThat(get(ann, "/threads/" + thread).path("message_ids").size()).isEqualTo(2);
    assertThat(onlyMessage(bob, "sent").path("thread_id"))
        .isEqualTo(onlyMessage(bob, "inbox").path("thread_id"));
  }

  @Test
  void whatAMailProgramMarksTheApiSees() throws Exception {
    send("marks", "text");
    await().atMost(SECOND).until(() -> messages(bob, "inbox").size() == 1);
    assertThat(onlyMessage(bob, "inbox").path("unread").asBoolean()).isTrue();
    try (Store store = new Angus(server, bob).imap()) {
      newest(store).getFirst().setFlag(Flags.Flag.FLAGGED, true);
      newest(store).getFirst().setFlag(Flags.Flag.SEEN, true);
    }
    JsonNode message = onlyMessage(bob, "inbox");
    assertThat(message.path("unread").asBoolean()).isFalse();
    assertThat(message.path("starred").asBoolean()).isTrue();
  }

  @Test
  void aPoliteEndIsZeroAndAColdStartHasEverything() throws Exception {
    send("kept", "text");
    await().atMost(SECOND).until(() -> messages(bob, "inbox").size() == 1);
    byte[] before = rawMime(bob, onlyMessage(bob, "inbox"));
    assertThat(server.stop()).isZero();
    assertThat(Files.exists(server.data().resolve("ready.json"))).isFalse();
    server.restart();
    assertThat(rawMime(bob, onlyMessage(bob, "inbox"))).isEqualTo(before);
  }

  private String subscribe() throws IOException {
    Api.Answer answer =
        server
            .api()
            .post(
                "/v3/webhooks",
                Map.of(
                    "trigger_types",
                    List.of("message.created", "message.updated"),
                    "webhook_url",
                    hook.url()));
    assertThat(answer.status()).as("%s", answer.json()).isBetween(200, 201);
    return answer.data().path("webhook_secret").asString();
  }

  private Api.Answer send(String subject, String body) throws IOException {
    Api.Answer answer =
        server
            .api()
            .post(
                "/v3/grants/" + server.grant(ann) + "/messages/send",
                Map.of("to", List.of(Map.of("email", bob)), "subject", subject, "body", body));
    assertThat(answer.status()).as("%s", answer.json()).isEqualTo(200);
    return answer;
  }

  private void answer(MimeMessage read) throws MessagingException {
    Message reply = read.reply(false);
    reply.setFrom(new jakarta.mail.internet.InternetAddress(bob));
    reply.setText("Fine by me");
    reply.saveChanges();
    new Angus(server, bob).send(reply);
  }

  private JsonNode createdInInbox() {
    return hook.events("message.created", server.grant(ann)).stream()
        .map(event -> event.json().at("/data/object"))
        .filter(message -> message.path("folders").toString().contains("\"inbox\""))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no message.created for the inbox yet"));
  }

  private static List<MimeMessage> newest(Store store) throws MessagingException {
    Folder inbox = store.getFolder("INBOX");
    inbox.open(Folder.READ_WRITE);
    return List.of(inbox.getMessages()).stream().map(MimeMessage.class::cast).toList();
  }

  private static byte[] bytes(MimeMessage message) throws MessagingException, IOException {
    var bytes = new ByteArrayOutputStream();
    message.writeTo(bytes);
    return bytes.toByteArray();
  }

  private byte[] rawMime(String address, JsonNode message) throws IOException {
    JsonNode raw = get(address, "/messages/" + message.path("id").asString() + "?fields=raw_mime");
    return Base64.getUrlDecoder().decode(raw.path("raw_mime").asString());
  }

  private JsonNode onlyMessage(String address, String folder) throws IOException {
    JsonNode messages = messages(address, folder);
    assertThat(messages.size()).isEqualTo(1);
    return messages.path(0);
  }

  private JsonNode messages(String address, String folder) throws IOException {
    return get(address, "/messages?in=" + folder);
  }

  private JsonNode get(String address, String path) throws IOException {
    Api.Answer answer = server.api().get("/v3/grants/" + server.grant(address) + path);
    assertThat(answer.status()).as("%s", answer.json()).isEqualTo(200);
    return answer.data();
  }
}

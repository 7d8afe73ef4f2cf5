package dev.postern.conformance.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.conformance.client.Api;
import dev.postern.conformance.client.Imap;
import dev.postern.conformance.client.Smtp;
import dev.postern.conformance.peer.Postern;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What one agent has, no other agent's name, password, path or id reaches.
class IsolationTest {
  private static final String SECRET =
      """
      Subject: secret plan
      MIME-Version: 1.0
      Content-Type: multipart/mixed; boundary=b

      --b

      hidden words
      --b
      Content-Type: text/plain; name=a.txt
      Content-Disposition: attachment; filename=a.txt

      hidden file
      --b--
      """
          .replace("\n", "\r\n");

  @AutoClose private Postern server;
  private String ann;
  private String eve;

  @BeforeEach
  void start() throws IOException {
    server = Postern.start();
    ann = server.agent("ann");
    eve = server.agent("eve");
    try (Imap imap = Imap.login(server, ann)) {
      imap.command("CREATE plans");
      imap.append("INBOX", SECRET.getBytes(StandardCharsets.US_ASCII));
      imap.append("plans", SECRET.getBytes(StandardCharsets.US_ASCII));
    }
  }

  @Test
  void idsOfOneGrantAreUnknownUnderAnother() throws IOException {
    var message = get(ann, "/messages?in=inbox").data().path(0);
    String id = message.path("id").asString();
    String attachment = message.path("attachments").path(0).path("id").asString();
    assertThat(get(ann, "/messages/" + id).status()).isEqualTo(200);
    assertThat(get(ann, "/attachments/" + attachment + "?message_id=" + id).status())
        .isEqualTo(200);
    assertThat(get(eve, "/messages/" + id).status()).isEqualTo(404);
    assertThat(get(eve, "/threads/" + message.path("thread_id").asString()).status())
        .isEqualTo(404);
    assertThat(get(eve, "/attachments/" + attachment + "?message_id=" + id).status())
        .isEqualTo(404);
    assertThat(get(eve, "/attachments/" + attachment + "/download?message_id=" + id).status())
        .isEqualTo(404);
    String changed = "{\"unread\":false,\"folders\":[\"trash\"]}";
    String path = "/v3/grants/" + server.grant(eve) + "/messages/" + id;
    assertThat(server.api().send("PUT", path, changed).status()).isEqualTo(404);
    assertThat(server.api().send("DELETE", path, null).status()).isEqualTo(404);
    assertThat(get(ann, "/messages/" + id).data().path("unread").asBoolean()).isTrue();
  }

  @Test
  void listsShowNothingOfAnother() throws IOException {
    assertThat(get(eve, "/messages").data().size()).isZero();
    assertThat(get(eve, "/threads").data().size()).isZero();
    assertThat(get(eve, "/folders").data().size()).isEqualTo(6);
  }

  @Test
  @Tag("I-36")
  @Tag("I-39")
  void imapShowsNothingOfAnotherAndAnswersAsForWhatDoesNotExist() throws IOException {
    try (Imap imap = Imap.login(server, eve)) {
      assertThat(imap.command("LIST \"\" *").lines()).noneMatch(line -> line.contains("plans"));
      String none = refusal(imap, "SELECT nowhere");
      assertThat(refusal(imap, "SELECT plans")).isEqualTo(none);
      assertThat(refusal(imap, "SELECT \"" + ann + "/plans\"")).isEqualTo(none);
      assertThat(refusal(imap, "STATUS plans (MESSAGES)"))
          .isEqualTo(refusal(imap, "STATUS nowhere (MESSAGES)"));
      imap.command("SELECT INBOX");
      assertThat(imap.command("UID FETCH 1:* (UID)").lines()).isEmpty();
      assertThat(imap.command("SEARCH TEXT hidden").lines()).containsExactly("* SEARCH");
    }
  }

  private String refusal(Imap imap, String command) {
    var words = new StringBuilder();
    assertThatThrownBy(() -> imap.command(command))
        .isInstanceOf(IOException.class)
        .satisfies(e -> words.append(e.getMessage()));
    return words.substring(words.indexOf(" ")).replace("plans", "nowhere").replace(ann + "/", "");
  }

  @Test
  void oneAgentsPasswordOpensNoOthersDoor() throws IOException {
    String other = "Another-2026-Passw0rd";
    var settings = Map.of("email", "zoe@agents.localhost", "app_password", other);
    Api.Answer made =
        server.api().post("/v3/connect/custom", Map.of("provider", "nylas", "settings", settings));
    assertThat(made.status()).isBetween(200, 201);
    Imap.login(server, "zoe@agents.localhost", other).close();
    assertThatThrownBy(() -> Imap.login(server, ann, other))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("AUTHENTICATIONFAILED");
    assertThatThrownBy(() -> Imap.login(server, "zoe@agents.localhost"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("AUTHENTICATIONFAILED");
  }

  @Test
  void nobodySendsInAnothersName() throws IOException {
    try (Smtp smtp = Smtp.submission(server, eve)) {
      assertThatThrownBy(() -> smtp.send(ann, eve, "Subject: x\r\n\r\nx\r\n"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("550 5.7.1");
    }
  }

  @Test
  void noKeyAndAWrongKeyOpenNothing() throws IOException {
    String path = "/v3/grants/" + server.grant(ann) + "/messages";
    Api.Answer wrong = server.api().with("wrong").get(path);
    assertThat(wrong.status()).isEqualTo(401);
    assertThat(wrong.json().path("request_id").asString()).isNotEmpty();
    assertThat(server.api().with("wrong").get("/v3/grants").status()).isEqualTo(401);
    assertThat(server.api().with("").get("/v3/webhooks").status()).isEqualTo(401);
  }

  private Api.Answer get(String address, String path) throws IOException {
    return server.api().get("/v3/grants/" + server.grant(address) + path);
  }
}

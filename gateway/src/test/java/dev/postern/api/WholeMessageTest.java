package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.api.ApiStage.Answer;
import dev.postern.v3.JsonBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Sending a message as it is: `send?type=mime` (spec/api-data.md section 2.8).
class WholeMessageTest {
  private static final String HEAD =
      "From: Ann Override <ann@agents.test>\r\nTo: Bob <bob@agents.test>\r\n";
  private static final String SIGNED =
      HEAD
          + "Bcc: carol@agents.test\r\n"
          + "Subject: signed\r\n"
          + "Message-ID: <own.1@agents.test>\r\nDate: Thu, 01 Jan 2026 10:00:00 +0000\r\n"
          + "MIME-Version: 1.0\r\nX-Odd:   spaces   kept  \r\n"
          + "Content-Type: multipart/signed; micalg=pgp-sha256;\r\n"
          + "\tprotocol=\"application/pgp-signature\"; boundary=\"s\"\r\n\r\n"
          + "--s\r\nContent-Type: text/plain\r\n\r\ntext with trailing spaces   \r\n\r\n"
          + "--s\r\nContent-Type: application/pgp-signature\r\n\r\nsig\r\n--s--\r\n";

  @TempDir private Path directory;
  private ApiStage stage;
  private String ann;
  private String bob;
  private String carol;

  @BeforeEach
  void start() throws IOException {
    stage = new ApiStage(directory);
    ann = "/v3/grants/" + stage.agent("ann");
    bob = "/v3/grants/" + stage.agent("bob");
    carol = "/v3/grants/" + stage.agent("carol");
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private static byte[] form(String part, byte[] content) {
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    form.writeBytes(
        ("--b\r\nContent-Disposition: form-data; name=\"" + part + "\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8));
    form.writeBytes(content);
    form.writeBytes("\r\n--b--\r\n".getBytes(StandardCharsets.UTF_8));
    return form.toByteArray();
  }

  private Answer send(String part, byte[] content) {
    return stage.call(
        "POST",
        ann + "/messages/send?type=mime",
        form(part, content),
        "multipart/form-data; boundary=b");
  }

  private Answer send(String message) {
    return send("mime\"", message.getBytes(StandardCharsets.UTF_8));
  }

  private String raw(String grant, String id) {
    String raw =
        stage
            .get(grant + "/messages/" + id + "?fields=raw_mime")
            .data()
            .text("raw_mime")
            .orElseThrow();
    return new String(Base64.getUrlDecoder().decode(raw), StandardCharsets.ISO_8859_1);
  }

  private String arrived(String grant) {
    await().until(() -> !stage.get(grant + "/messages?in=inbox").list().isEmpty());
    JsonBody got = stage.get(grant + "/messages?in=inbox").list().getFirst();
    return raw(grant, got.text("id").orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(strings = {"mime\"", "mime\"; filename=\"\"", "mime\"; filename=\"m.eml\""})
  void everyByteIsSentButTheBccField(String part) {
    Answer sent = send(part, SIGNED.getBytes(StandardCharsets.UTF_8));
    assertThat(sent.status()).as(sent.text()).isEqualTo(200);
    assertThat(sent.data().objects("from").orElseThrow().getFirst().text("name"))
        .contains("Ann Override");
    assertThat(sent.data().text("schedule_id")).contains("");
    assertThat(raw(ann, sent.id())).isEqualTo(SIGNED);
    String wire = SIGNED.replace("Bcc: carol@agents.test\r\n", "");
    assertThat(arrived(bob)).endsWith(wire).doesNotContain("carol");
    assertThat(arrived(carol)).endsWith(wire);
  }

  @Test
  void aBodyThatIsTheMessageItselfIsTakenToo() {
    byte[] message = SIGNED.getBytes(StandardCharsets.UTF_8);
    Answer sent = stage.call("POST", ann + "/messages/send?type=mime", message, "message/rfc822");
    assertThat(sent.status()).as(sent.text()).isEqualTo(200);
    assertThat(raw(ann, sent.id())).isEqualTo(SIGNED);
  }

  @Test
  void dateAndMessageIdAreAddedOnlyIfAbsent() {
    Answer sent = send(HEAD + "Subject: bare\r\n\r\nx\r\n");
    String raw = raw(ann, sent.id());
    assertThat(raw).startsWith(HEAD + "Subject: bare\r\nDate: ").endsWith("\r\n\r\nx\r\n");
    assertThat(raw)
        .containsOnlyOnce("Date: ")
        .contains("\r\nMessage-ID: <")
        .contains("@agents.test>");
  }

  @Test
  void bareLineFeedsBecomeLineEnds() {
    Answer sent = send(SIGNED.replace("\r\n", "\n"));
    assertThat(raw(ann, sent.id())).isEqualTo(SIGNED);
  }

  @Test
  void aReplyJoinsTheThreadThatItsHeaderNames() {
    send(SIGNED);
    String original =
        stage.get(ann + "/messages?in=sent").list().getFirst().text("id").orElseThrow();
    Answer reply = send(HEAD + "Subject: other\r\nIn-Reply-To: <own.1@agents.test>\r\n\r\nx\r\n");
    assertThat(reply.data().text("reply_to_message_id")).contains(original);
    assertThat(reply.data().text("thread_id"))
        .isEqualTo(stage.get(ann + "/messages/" + original).data().text("thread_id"));
  }

  @Test
  void aLargeMessageOfAnyBytesArrivesAsItIs() {
    byte[] noise = new byte[6 << 20];
    new Random(5).nextBytes(noise);
    String text = Base64.getMimeEncoder().encodeToString(noise);
    String message = SIGNED.replace("sig\r\n", text + "\r\n");
    Answer sent = send(message);
    assertThat(sent.status()).as(sent.text()).isEqualTo(200);
    assertThat(raw(ann, sent.id())).isEqualTo(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "From: eve@agents.test~To: bob@agents.test~~x              | From",
        "To: bob@agents.test~~x                                    | From",
        "From: ann@agents.test~From: ann@agents.test~To: b@c.d~~x  | From",
        "From: ann@agents.test, eve@agents.test~To: bob@agents.test~~x | From",
        "From: ann@agents.test~Sender: eve@agents.test~To: bob@agents.test~~x | Sender",
        "From: ann@agents.test~Subject: x~~x                       | To, Cc and Bcc",
        "From: ann@agents.test~To: undisclosed-recipients:;~~x     | To, Cc and Bcc",
        "From: ann@agents.test~To: nobody@agents.test~~x           | nobody@agents.test",
        "From: ann@agents.test~To: bob@agents.test, broken~~x      | To",
        "From: ann@agents.test~To: bob@agents.test~Resent-Bcc: c@d.e~~x | Resent-Bcc",
        "From: ann@agents.test~To: bob@agents.test~Bcc: carol@agents.test~Bcc: bob@agents.test~~x |"
            + " Bcc",
      })
  void aMessageThatCannotBeSentIsRefused(String message, String named) {
    Answer refused = send(message.replace("~", "\r\n") + "\r\n");
    assertThat(refused.status()).as(refused.text()).isEqualTo(400);
    assertThat(refused.json().object("error").orElseThrow().text("message").orElseThrow())
        .contains(named);
    assertThat(stage.get(ann + "/messages").list()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\u0000b", "a\rb", "a\r"})
  void whatIsNoTextIsRefused(String body) {
    Answer refused = send(body.isEmpty() ? "" : HEAD + "\r\n" + body);
    assertThat(refused.status()).as(refused.text()).isEqualTo(400);
    assertThat(refused.text()).contains("mime");
  }

  @Test
  void theFormNeedsItsPartAndTheParameterItsValue() {
    assertThat(send("message\"", "{}".getBytes(StandardCharsets.UTF_8)).text())
        .contains("no part named mime");
    Answer other = stage.call("POST", ann + "/messages/send?type=html", "{}");
    assertThat(other.status()).isEqualTo(400);
    assertThat(other.text()).contains("type");
  }

  @Test
  void recipientsAreLimitedAsElsewhere() {
    String many = "bob@agents.test, ".repeat(50) + "bob@agents.test";
    Answer refused = send("From: ann@agents.test\r\nTo: " + many + "\r\n\r\nx\r\n");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text()).contains("50");
  }
}

package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.api.ApiStage.Answer;
import dev.postern.v3.JsonBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The routes over HTTP, in front of the real engine.
class MailRoutesTest {
  @TempDir private Path directory;
  private ApiStage stage;
  private String ann;
  private String bob;

  @BeforeEach
  void start() throws IOException {
    stage = new ApiStage(directory);
    ann = "/v3/grants/" + stage.agent("ann");
    bob = "/v3/grants/" + stage.agent("bob");
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private Answer send(String more) {
    return stage.call(
        "POST",
        ann + "/messages/send",
        "{\"to\":[{\"email\":\"bob@agents.test\",\"name\":\"Bob\"}]" + more + "}");
  }

  private JsonBody arrived(String subject) {
    String path = bob + "/messages?in=inbox&subject=" + subject.replace(" ", "+");
    await().until(() -> !stage.get(path).list().isEmpty());
    return stage.get(path).list().getFirst();
  }

  private static String id(JsonBody json) {
    return json.text("id").orElseThrow();
  }

  @Test
  void aMessageIsSentFiledDeliveredAndAnswered() {
    Answer sent = send(",\"subject\":\"größe 1\",\"body\":\"<p>Hi <b>Bob</b></p>\"");
    assertThat(sent.status()).as(sent.text()).isEqualTo(200);
    assertThat(sent.json().text("grant_id")).isPresent();
    JsonBody copy = sent.data();
    assertThat(copy.texts("folders")).contains(List.of("sent"));
    assertThat(copy.flag("unread")).contains(false);
    assertThat(copy.text("object")).contains("message");
    assertThat(copy.objects("from").orElseThrow().getFirst().text("name")).contains("ann");

    JsonBody got = arrived("größe 1");
    assertThat(got.flag("unread")).contains(true);
    assertThat(got.text("body").orElseThrow()).contains("<b>Bob</b>");
    assertThat(got.objects("to").orElseThrow().getFirst().text("name")).contains("Bob");

    Answer reply =
        stage.call(
            "POST",
            bob + "/messages/send",
            "{\"to\":[{\"email\":\"ann@agents.test\"}],\"subject\":\"Re: x\",\"body\":\"yes\","
                + "\"reply_to_message_id\":\""
                + id(got)
                + "\"}");
    assertThat(reply.data().text("thread_id")).isEqualTo(got.text("thread_id"));
    assertThat(reply.data().text("reply_to_message_id")).contains(id(got));
    String thread = ann + "/threads/" + copy.text("thread_id").orElseThrow();
    await().until(() -> stage.get(thread).data().texts("message_ids").orElseThrow().size() == 2);
  }

  @Test
  void customHeadersAndBasicHeadersAreShown() {
    send(
        ",\"subject\":\"h\",\"body\":\"x\","
            + "\"custom_headers\":[{\"name\":\"X-Kit\",\"value\":\"yes\"}]");
    String path = bob + "/messages/" + id(arrived("h"));
    assertThat(stage.get(path + "?fields=include_headers").text())
        .contains("{\"name\":\"X-Kit\",\"value\":\"yes\"}");
    assertThat(stage.get(path + "?fields=include_basic_headers").text())
        .contains("\"name\":\"Message-ID\"")
        .doesNotContain("X-Kit");
  }

  @Test
  void nothingIsSentOfARequestWithAMistake() {
    String members =
        """
        "subject":"a\\r\\nBcc: x@y.test"
        "custom_headers":[{"name":"X","value":"a\\nY: b"}]
        "custom_headers":[{"name":"X: y\\r\\nZ","value":"a"}]
        "custom_headers":[{"name":"From","value":"a@b.test"}]
        "from":[{"email":"ann@agents.test","name":"a\\r\\nX: y"}]
        "from":[{"email":"bob@agents.test"}]
        "reply_to":[{"email":"a@b.test\\r\\nX: y"}]
        "attachments":[{"content":"YQ==","filename":"a\\r\\nX: y"}]
        "attachments":[{"content":"YQ==","content_type":"a/b\\r\\nX: y"}]
        "attachments":[{"content":"YQ==","content_id":"a>\\r\\nX: y"}]
        "cc":[{"email":"nobody@agents.test"}]
        "cc":[{"email":"somebody@elsewhere.test"}]
        "reply_to_message_id":"nope"
        "send_at":1000000000
        """;
    for (String member : members.lines().toList()) {
      Answer answer = send("," + member + ",\"body\":\"x\"");
      assertThat(answer.status()).as(member + answer.text()).isEqualTo(400);
      assertThat(answer.json().object("error").orElseThrow().text("type"))
          .contains("invalid_request_error");
      assertThat(stage.get(ann + "/messages?in=sent").list()).isEmpty();
    }
  }

  @Test
  void tooManyOrNoRecipientsAreRefused() {
    String one = "{\"email\":\"bob@agents.test\"},";
    assertThat(send(",\"cc\":[" + one.repeat(49) + "{\"email\":\"x@y.test\"}]").status())
        .isEqualTo(400);
    assertThat(stage.call("POST", ann + "/messages/send", "{\"to\":[]}").status()).isEqualTo(400);
    assertThat(stage.call("POST", ann + "/messages/send", "[]").status()).isEqualTo(400);
    assertThat(stage.call("POST", ann + "/messages/send", "{\"to\": [{").status()).isEqualTo(400);
  }

  @Test
  void aJsonBodyOverThreeMegabytesIsRefused() {
    Answer answer = send(",\"body\":\"" + "x".repeat(3 << 20) + "\"");
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.json().text("request_id")).isPresent();
  }

  @Test
  void filesTravelInEitherForm() {
    byte[] file = new byte[200_000];
    new Random(3).nextBytes(file);
    String json =
        "{\"to\":[{\"email\":\"bob@agents.test\"}],\"subject\":\"files\","
            + "\"body\":\"<img src='cid:logo1'>\"}";
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(
        ("--b\r\nContent-Disposition: form-data; name=\"message\"; filename=\"\"\r\n"
                + "Content-Type: application/json\r\n\r\n"
                + json
                + "\r\n"
                + "--b\r\n"
                + "Content-Disposition: form-data; name=\"logo1\"; filename=\"l.png\"\r\n"
                + "Content-Type: image/png\r\n\r\n"
                + "PNG\r\n"
                + "--b\r\n"
                + "Content-Disposition: form-data; name=\"file0\"; filename=\"dåta.bin\"\r\n"
                + "Content-Type: application/x-kit\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8));
    body.writeBytes(file);
    body.writeBytes("\r\n--b--\r\n".getBytes(StandardCharsets.UTF_8));
    Answer sent =
        stage.call(
            "POST", ann + "/messages/send", body.toByteArray(), "multipart/form-data; boundary=b");
    assertThat(sent.status()).as(sent.text()).isEqualTo(200);

    JsonBody got = arrived("files");
    List<JsonBody> attachments = got.objects("attachments").orElseThrow();
    JsonBody logo = attachments.get(0);
    JsonBody data = attachments.get(1);
    assertThat(logo.flag("is_inline")).contains(true);
    assertThat(logo.text("content_id")).contains("logo1");
    assertThat(data.text("filename")).contains("dåta.bin");
    assertThat(data.number("size")).contains(200_000L);
    assertThat(data.text("content_type").orElseThrow()).startsWith("application/x-kit");

    String path = bob + "/attachments/" + id(data);
    assertThat(stage.get(path).status()).isEqualTo(400);
    String query = "?message_id=" + id(got);
    assertThat(stage.get(path + query).data().number("size")).contains(200_000L);
    Answer download = stage.get(path + "/download" + query);
    assertThat(download.bytes()).isEqualTo(file);
    assertThat(download.response().headers().firstValue("content-type"))
        .contains("application/octet-stream");
    assertThat(stage.get(bob + "/attachments/p99/download" + query).status()).isEqualTo(404);
    assertThat(stage.get(ann + "/attachments/" + id(data) + query).status()).isEqualTo(404);

    String raw =
        stage
            .get(bob + "/messages/" + id(got) + "?fields=raw_mime")
            .data()
            .text("raw_mime")
            .orElseThrow();
    assertThat(new String(Base64.getUrlDecoder().decode(raw), StandardCharsets.UTF_8))
        .contains("Subject: files\r\n");
  }

  @Test
  void aFormWithoutItsJsonIsRefused() {
    byte[] body =
        "--b\r\nContent-Disposition: form-data; name=\"file0\"\r\n\r\nx\r\n--b--"
            .getBytes(StandardCharsets.UTF_8);
    Answer answer =
        stage.call("POST", ann + "/messages/send", body, "multipart/form-data; boundary=b");
    assertThat(answer.status()).isEqualTo(400);
  }

  @Test
  void updatesMoveFlagAndDescribe() {
    send(",\"subject\":\"u\",\"body\":\"x\"");
    String path = bob + "/messages/" + id(arrived("u"));
    Answer updated =
        stage.call(
            "PUT",
            path,
            "{\"unread\":false,\"starred\":true,\"folders\":[\"archive\"],\"metadata\":{\"key1\":\"v\"}}");
    assertThat(updated.data().flag("unread")).contains(false);
    assertThat(updated.data().flag("starred")).contains(true);
    assertThat(updated.data().texts("folders")).contains(List.of("archive"));
    assertThat(stage.get(bob + "/messages?metadata_pair=key1:v").list()).hasSize(1);
    assertThat(stage.get(bob + "/messages?metadata_pair=key1%3Aw").list()).isEmpty();
    assertThat(stage.call("PUT", path, "{\"folders\":null}").data().texts("folders"))
        .contains(List.of("archive"));
    assertThat(stage.call("PUT", path, "{\"folders\":[\"nope\"]}").status()).isEqualTo(400);
    stage.call("PUT", path, "{\"folders\":[\"inbox\"]}");
    assertThat(stage.call("PUT", path, "{\"folders\":[]}").data().texts("folders"))
        .contains(List.of("archive"));
    assertThat(stage.call("PUT", path, "{\"unread\":\"no\"}").status()).isEqualTo(400);
  }

  @Test
  void metadataAloneIsKeptButNobodyIsTold() {
    send(",\"subject\":\"m\",\"body\":\"x\"");
    JsonBody got = arrived("m");
    String path = bob + "/messages/" + id(got);
    String grant = got.text("grant_id").orElseThrow();
    List<Long> before = stage.changes(grant);
    assertThat(stage.call("PUT", path, "{\"metadata\":{\"a\":\"b\"}}").status()).isEqualTo(200);
    assertThat(stage.changes(grant)).isEqualTo(before);
    assertThat(stage.get(path).data().textMap("metadata").orElseThrow()).containsEntry("a", "b");
    stage.call("PUT", path, "{\"metadata\":{\"c\":\"d\"},\"starred\":true}");
    assertThat(stage.changes(grant)).isNotEqualTo(before);
    assertThat(stage.get(path).data().textMap("metadata").orElseThrow())
        .containsExactly(Map.entry("c", "d"));
  }

  @Test
  void textThatNoMailCanCarryBecomesTextThatItCan() {
    Answer sent =
        send(
            ",\"subject\":\"half \\ud83d \",\"body\":\"nul \\u0000 and \\udc00 end\","
                + "\"metadata\":{\"k\":\"a\\u0000b\\ud800\"},\"subject\":\"last \\ud83d wins\"");
    assertThat(sent.status()).as(sent.text()).isEqualTo(200);
    assertThat(sent.data().text("subject")).contains("last \ufffd wins");
    assertThat(sent.data().text("body").orElseThrow()).endsWith("and \ufffd end");
    JsonBody stored = stage.get(ann + "/messages/" + sent.id()).data();
    assertThat(stored.textMap("metadata").orElseThrow()).containsEntry("k", "a\0b\ufffd");
  }

  @Test
  void deletingMovesToTrashAndThenDeletes() {
    send(",\"subject\":\"d\",\"body\":\"x\"");
    String path = bob + "/messages/" + id(arrived("d"));
    assertThat(stage.call("DELETE", path + "?hard_delete=true", "").status()).isEqualTo(403);
    Answer deleted = stage.call("DELETE", path, "");
    assertThat(deleted.status()).isEqualTo(200);
    assertThat(deleted.text()).matches("\\{\"request_id\":\"[^\"]+\"}");
    assertThat(stage.get(path).data().texts("folders")).contains(List.of("trash"));
    assertThat(stage.call("DELETE", path, "").status()).isEqualTo(200);
    assertThat(stage.get(path).status()).isEqualTo(404);
    assertThat(stage.call("DELETE", path, "").status()).isEqualTo(404);
  }

  @Test
  void pagesHoldEveryMessageOnceAndTheLastHasNoCursor() {
    for (int i = 0; i < 5; i++) {
      send(",\"subject\":\"page " + i + "\",\"body\":\"x\"");
    }
    List<String> seen = new ArrayList<>();
    String path = ann + "/messages?limit=2";
    String next = path;
    while (!next.isEmpty()) {
      Answer page = stage.get(next);
      page.list().forEach(message -> seen.add(message.text("subject").orElseThrow()));
      next = page.json().text("next_cursor").map(c -> path + "&page_token=" + c).orElse("");
      assertThat(page.json().has("next_cursor")).isEqualTo(!next.isEmpty());
    }
    assertThat(seen).containsExactly("page 4", "page 3", "page 2", "page 1", "page 0");
    assertThat(stage.get(ann + "/messages?limit=5").json().has("next_cursor")).isFalse();
    assertThat(stage.get(ann + "/messages?page_token=nonsense").status()).isEqualTo(400);
  }

  @Test
  void aFilterThatHoldsFindsTheMessage() {
    send(",\"subject\":\"filter me\",\"body\":\"x\"");
    arrived("filter me");
    for (String filter :
        List.of(
            "unread=True",
            "unread=true",
            "from=ann@agents.test",
            "from=x@y.z&from=ANN@agents.test",
            "any_email=x@y.z,bob@agents.test",
            "any_email=x@y.z&any_email=bob@agents.test",
            "to=bob%40agents.test",
            "subject=filter+me",
            "subject=ME%20Filter",
            "in=inbox",
            "in=INBOX",
            "received_after=1000000000",
            "received_before=4000000000",
            "starred=false",
            "has_attachment=False",
            "unknown=1",
            "limit=500",
            "select=id")) {
      assertThat(stage.get(bob + "/messages?" + filter).list()).as(filter).hasSize(1);
    }
  }

  @Test
  void aFilterThatDoesNotHoldFindsNothing() {
    send(",\"subject\":\"filter me\",\"body\":\"x\"");
    arrived("filter me");
    for (String filter :
        List.of(
            "unread=False",
            "from=bob@agents.test",
            "any_email=x@y.z,a@b.c",
            "cc=bob@agents.test",
            "subject=filt",
            "in=sent",
            "in=nope",
            "received_after=4000000000",
            "received_before=1000000000",
            "starred=true",
            "has_attachment=true",
            "thread_id=0000000000000",
            "thread_id=nope")) {
      Answer answer = stage.get(bob + "/messages?" + filter);
      assertThat(answer.list()).as(filter).isEmpty();
      assertThat(answer.json().has("next_cursor")).as(filter).isFalse();
    }
  }

  @Test
  void aSelectionKeepsTheMembersClientsNeed() {
    send(",\"subject\":\"s\",\"body\":\"x\"");
    assertThat(stage.get(ann + "/messages?select=subject").text())
        .matches(
            ".*\"data\":\\[\\{\"id\":\"[^\"]+\",\"grant_id\":\"[^\"]+\",\"object\":\"message\","
                + "\"subject\":\"s\"}]}");
  }

  @Test
  void threadsAreListedChangedAndDeleted() {
    send(",\"subject\":\"t\",\"body\":\"x\"");
    JsonBody got = arrived("t");
    List<JsonBody> threads = stage.get(bob + "/threads?unread=true").list();
    assertThat(threads).hasSize(1);
    assertThat(threads.getFirst().text("id")).isEqualTo(got.text("thread_id"));
    assertThat(threads.getFirst().object("latest_draft_or_message").orElseThrow().text("body"))
        .isPresent();
    String path = bob + "/threads/" + id(threads.getFirst());
    Answer changed = stage.call("PUT", path, "{\"unread\":false,\"starred\":true}");
    assertThat(changed.data().flag("starred")).contains(true);
    assertThat(changed.data().flag("unread")).contains(false);
    assertThat(stage.get(bob + "/threads?unread=true").list()).isEmpty();
    stage.call("DELETE", path, "");
    assertThat(stage.get(path).data().texts("folders")).contains(List.of("trash"));
    stage.call("DELETE", path, "");
    assertThat(stage.get(path).status()).isEqualTo(404);
  }

  @Test
  void foldersAreMadeRenamedAndDeleted() {
    assertThat(stage.get(ann + "/folders").list())
        .extracting(MailRoutesTest::id)
        .containsExactly("inbox", "sent", "drafts", "trash", "junk", "archive");
    Answer made = stage.call("POST", ann + "/folders", "{\"name\":\"Wörk\"}");
    assertThat(made.status()).as(made.text()).isEqualTo(200);
    String path = ann + "/folders/" + made.id();
    Answer child =
        stage.call(
            "POST", ann + "/folders", "{\"name\":\"sub\",\"parent_id\":\"" + made.id() + "\"}");
    assertThat(child.data().text("name")).contains("Wörk/sub");
    assertThat(child.data().text("parent_id")).contains(made.id());
    assertThat(stage.call("PUT", path, "{\"name\":\"Play\"}").data().text("name")).contains("Play");
    assertThat(stage.get(ann + "/folders/" + child.id()).data().text("name")).contains("Play/sub");
    assertThat(stage.call("POST", ann + "/folders", "{\"name\":\"iNbOx\"}").status())
        .isEqualTo(409);
    assertThat(stage.call("POST", ann + "/folders", "{\"name\":\"Play\"}").status()).isEqualTo(409);
    assertThat(stage.call("PUT", ann + "/folders/inbox", "{\"name\":\"x\"}").status())
        .isEqualTo(400);
    assertThat(stage.call("DELETE", ann + "/folders/trash", "").status()).isEqualTo(400);
    assertThat(stage.call("DELETE", path, "").status()).isEqualTo(200);
    assertThat(stage.get(path).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ann@agents.test",
        "ann%40agents.test",
        "email:ann@agents.test",
        "ANN@agents.TEST"
      })
  void aGrantHasManyNames(String name) {
    String id = ann.substring("/v3/grants/".length());
    assertThat(stage.get("/v3/grants/" + name).id()).isEqualTo(id);
    assertThat(stage.get("//v3/grants/grant:" + id + "/folders").status()).isEqualTo(200);
  }

  @Test
  void grantsAreListedChangedAndDeleted() {
    Answer all = stage.get("/v3/grants?limit=1&offset=1");
    assertThat(all.list()).hasSize(1);
    assertThat(all.json().number("limit")).contains(1L);
    assertThat(all.json().number("offset")).contains(1L);
    assertThat(stage.get("/v3/grants?email=BOB@agents.test").list()).hasSize(1);
    assertThat(stage.get("/v3/grants?provider=google").list()).isEmpty();
    assertThat(stage.call("PATCH", bob, "{\"name\":\"Robert\"}").data().text("name"))
        .contains("Robert");
    assertThat(stage.call("PATCH", bob, "{\"settings\":{\"app_password\":\"short\"}}").status())
        .isEqualTo(400);
    Answer unknown =
        stage.call(
            "POST",
            "/v3/connect/custom",
            "{\"provider\":\"nylas\",\"settings\":{\"email\":\"x@not-ours.example\"}}");
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.text()).contains("not-ours.example", "not registered");
    assertThat(stage.call("DELETE", bob, "").status()).isEqualTo(200);
    assertThat(stage.get(bob).status()).isEqualTo(404);
    assertThat(stage.get(bob + "/messages").status()).isEqualTo(404);
  }

  @Test
  void aLargeMessageIsGivenBackByteForByte() {
    byte[] file = new byte[1 << 20];
    new Random(9).nextBytes(file);
    send(
        ",\"subject\":\"large\",\"body\":\"x\",\"attachments\":[{\"filename\":\"f\",\"content\":\""
            + Base64.getEncoder().encodeToString(file)
            + "\"}]");
    String id = id(arrived("large"));
    String raw =
        stage
            .get(bob + "/messages/" + id + "?fields=raw_mime")
            .data()
            .text("raw_mime")
            .orElseThrow();
    byte[] listed =
        Base64.getUrlDecoder()
            .decode(
                stage
                    .get(bob + "/messages?fields=raw_mime")
                    .list()
                    .getFirst()
                    .text("raw_mime")
                    .orElseThrow());
    assertThat(Base64.getUrlDecoder().decode(raw)).isEqualTo(listed).hasSizeGreaterThan(1 << 20);
  }
}

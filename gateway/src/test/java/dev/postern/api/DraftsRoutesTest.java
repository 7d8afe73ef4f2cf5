package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.api.ApiStage.Answer;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.Placement;
import dev.postern.mailbox.SystemFlag;
import dev.postern.mailbox.UidSet;
import dev.postern.v3.JsonBody;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Drafts, scheduled sends and repeated sends, in front of the real engine.
class DraftsRoutesTest {
  private static final String TO_BOB = "\"to\":[{\"email\":\"bob@agents.test\"}]";

  @TempDir private Path directory;
  private ApiStage stage;
  private String grant;
  private String ann;
  private String bob;

  @BeforeEach
  void start() throws IOException {
    stage = new ApiStage(directory);
    grant = stage.agent("ann");
    ann = "/v3/grants/" + grant;
    bob = "/v3/grants/" + stage.agent("bob");
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private Answer create(String members) {
    Answer made = stage.call("POST", ann + "/drafts", "{" + members + "}");
    assertThat(made.status()).as(made.text()).isEqualTo(200);
    return made;
  }

  private String draft(String members) {
    return ann + "/drafts/" + create(members).id();
  }

  private void awaitInbox(int count) {
    await().until(() -> stage.get(bob + "/messages?in=inbox").list().size() == count);
  }

  @Test
  void aDraftLiesInDraftsWithItsFlags() {
    JsonBody made = create(TO_BOB + ",\"subject\":\"s\",\"body\":\"b\",\"starred\":true").data();
    assertThat(made.text("object")).contains("draft");
    assertThat(made.texts("folders")).contains(List.of("drafts"));
    assertThat(made.flag("starred")).contains(true);
    assertThat(made.flag("unread")).contains(false);
    Placement placement =
        stage
            .mail()
            .read(
                stage.account(grant),
                read -> read.placements(FolderId.DRAFTS, UidSet.ofRanges(1, 9)))
            .getFirst();
    assertThat(placement.flags().has(SystemFlag.DRAFT)).isTrue();
    assertThat(stage.get(ann + "/messages").list()).isEmpty();
    assertThat(stage.get(ann + "/drafts?subject=s").list()).hasSize(1);
    assertThat(stage.get(ann + "/drafts?subject=t").list()).isEmpty();
  }

  @Test
  void aDraftMayBeEmpty() {
    String draft = draft("");
    assertThat(stage.get(draft).data().text("subject")).contains("");
    Answer refused = stage.call("POST", draft, "");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text()).contains("to must name");
    assertThat(stage.get(draft).status()).isEqualTo(200);
  }

  @Test
  void anUpdateMergesAndKeepsTheId() {
    String file = "\"attachments\":[{\"filename\":\"f.txt\",\"content\":\"YWJj\"}]";
    String draft =
        draft(
            TO_BOB
                + ",\"subject\":\"s\",\"body\":\"<b>b</b>\","
                + "\"custom_headers\":[{\"name\":\"X-A\",\"value\":\"1\"}],"
                + file);
    stage.call("PUT", draft, "{\"subject\":\"t\",\"metadata\":{\"key1\":\"v\"}}");
    JsonBody now = stage.get(draft + "?fields=include_headers").data();
    assertThat(now.text("subject")).contains("t");
    assertThat(now.text("body").orElseThrow()).contains("<b>b</b>");
    assertThat(now.objects("to").orElseThrow()).hasSize(1);
    assertThat(now.objects("attachments").orElseThrow().getFirst().text("filename"))
        .contains("f.txt");
    assertThat(now.textMap("metadata").orElseThrow()).containsEntry("key1", "v");
    assertThat(now.canonical()).contains("\"X-A\"");
    stage.call("PUT", draft, "{\"attachments\":[]}");
    assertThat(stage.get(draft).data().objects("attachments").orElseThrow()).isEmpty();
    assertThat(stage.get(ann + "/drafts").list()).hasSize(1);
  }

  @Test
  void flagsAloneLeaveTheContentAsItIs() {
    String draft = draft(TO_BOB + ",\"body\":\"b\"");
    Answer starred = stage.call("PUT", draft, "{\"starred\":true}");
    assertThat(starred.data().flag("starred")).contains(true);
    assertThat(
            stage
                .mail()
                .read(
                    stage.account(grant),
                    read -> read.placements(FolderId.DRAFTS, UidSet.ofRanges(1, 9)))
                .getFirst()
                .revision())
        .isZero();
  }

  @Test
  void aSentDraftIsAMessageAndNoDraft() {
    String draft = draft(TO_BOB + ",\"subject\":\"s\",\"body\":\"b\"");
    Answer sent = stage.call("POST", draft, "{}");
    assertThat(sent.status()).as(sent.text()).isEqualTo(200);
    assertThat(sent.data().text("object")).contains("message");
    assertThat(sent.data().texts("folders")).contains(List.of("sent"));
    assertThat(stage.get(draft).status()).isEqualTo(404);
    assertThat(stage.call("POST", draft, "{}").status()).isEqualTo(404);
    awaitInbox(1);
  }

  @Test
  void aReplyDraftLiesInItsThreadAndMarksWhatItAnswersWhenSent() {
    Answer sent = stage.call("POST", ann + "/messages/send", "{" + TO_BOB + ",\"subject\":\"s\"}");
    String original = sent.id();
    Answer reply = create(TO_BOB + ",\"reply_to_message_id\":\"" + original + "\"");
    assertThat(reply.data().text("thread_id")).isEqualTo(sent.data().text("thread_id"));
    assertThat(reply.data().text("reply_to_message_id")).contains(original);
    stage.call("POST", ann + "/drafts/" + reply.id(), "{}");
    assertThat(stage.get(ann + "/messages/" + original).data().flag("answered")).contains(true);
  }

  @Test
  void aDeletedDraftIsGoneForGood() {
    String draft = draft(TO_BOB);
    assertThat(stage.call("DELETE", draft, "").status()).isEqualTo(200);
    assertThat(stage.get(draft).status()).isEqualTo(404);
    assertThat(stage.call("DELETE", draft, "").status()).isEqualTo(404);
    assertThat(stage.get(ann + "/messages?in=trash").list()).isEmpty();
  }

  @Test
  void aMessageIsNoDraft() {
    String id = stage.call("POST", ann + "/messages/send", "{" + TO_BOB + "}").id();
    for (String method : List.of("GET", "PUT", "DELETE", "POST")) {
      Answer answer = stage.call(method, ann + "/drafts/" + id, "");
      assertThat(answer.status()).as(method).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"to\":\"bob\"}                                   | to",
        "{\"to\":[{\"email\":\"no address\"}]}              | email",
        "{\"subject\":7}                                    | subject",
        "{\"subject\":\"a\\r\\nBcc: e@x\"}                  | subject",
        "{\"from\":[{\"email\":\"eve@agents.test\"}]}       | from",
        "{\"reply_to_message_id\":\"nothing\"}              | reply_to_message_id",
        "{\"attachments\":[{\"content\":\"***\"}]}          | content",
        "{\"starred\":\"yes\"}                              | starred",
      })
  void aMistakeIsNamedAndChangesNothing(String body, String member) {
    String draft = draft(TO_BOB + ",\"subject\":\"s\"");
    for (Answer refused :
        List.of(stage.call("POST", ann + "/drafts", body), stage.call("PUT", draft, body))) {
      assertThat(refused.status()).as(refused.text()).isEqualTo(400);
      assertThat(refused.text()).contains(member);
    }
    assertThat(stage.get(ann + "/drafts").list()).hasSize(1);
    assertThat(stage.get(draft).data().text("subject")).contains("s");
  }

  @ParameterizedTest
  @ValueSource(strings = {"message", "draft"})
  void aFormNamesItsJsonEitherWay(String part) {
    String form =
        "--b\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n{\"subject\":\"s\"}\r\n"
                .formatted(part)
            + "--b\r\nContent-Disposition: form-data; name=\"file0\"; filename=\"a\"\r\n\r\n"
            + "abc\r\n--b--\r\n";
    Answer made =
        stage.call(
            "POST",
            ann + "/drafts",
            form.getBytes(StandardCharsets.UTF_8),
            "multipart/form-data; boundary=b");
    assertThat(made.data().objects("attachments").orElseThrow()).as(made.text()).hasSize(1);
  }

  @Test
  void anUpdateByFormReplacesTheFilesAndKeepsTheRest() {
    String draft =
        draft(
            TO_BOB
                + ",\"subject\":\"s\",\"attachments\":[{\"content\":\"YQ==\",\"filename\":\"a\"}]");
    String form =
        "--b\r\n"
            + "Content-Disposition: form-data; name=\"message\"; filename=\"\"\r\n"
            + "Content-Type: application/json\r\n\r\n"
            + "{\"body\":\"<img src='cid:pic'>\"}\r\n"
            + "--b\r\n"
            + "Content-Disposition: form-data; name=\"pic\"; filename=\"p.png\"\r\n"
            + "Content-Type: image/png\r\n\r\n"
            + "PNG\r\n"
            + "--b\r\n"
            + "Content-Disposition: form-data; name=\"file0\"; filename=\"b\"\r\n\r\n\r\n"
            + "--b--\r\n";
    JsonBody changed =
        stage
            .call(
                "PUT",
                draft,
                form.getBytes(StandardCharsets.UTF_8),
                "multipart/form-data; boundary=b")
            .data();
    assertThat(changed.text("subject")).contains("s");
    List<JsonBody> files = changed.objects("attachments").orElseThrow();
    assertThat(files)
        .extracting(file -> file.text("filename").orElseThrow())
        .containsExactly("p.png", "b");
    assertThat(files.getFirst().flag("is_inline")).contains(true);
    assertThat(files.getLast().number("size")).contains(0L);
  }

  @Test
  void aScheduledSendIsListedFoundAndCancelled() {
    long due = Instant.now().getEpochSecond() + 3600;
    String body = "{" + TO_BOB + ",\"subject\":\"later\",\"send_at\":" + due + "}";
    Answer made = stage.call("POST", ann + "/messages/send", body);
    assertThat(made.status()).as(made.text()).isEqualTo(202);
    String id = made.data().text("schedule_id").orElseThrow();
    assertThat(made.data().number("send_at")).contains(due);
    assertThat(stage.get(ann + "/messages").list()).isEmpty();
    String schedule = ann + "/messages/schedules/" + id;
    assertThat(stage.get(ann + "/messages/schedules").list()).hasSize(1);
    assertThat(code(schedule)).contains("pending");
    assertThat(stage.get(bob + "/messages/schedules/" + id).status()).isEqualTo(404);
    assertThat(stage.call("DELETE", schedule, "").status()).isEqualTo(202);
    assertThat(code(schedule)).contains("cancelled");
    assertThat(stage.call("DELETE", schedule, "").status()).isEqualTo(400);
  }

  private Optional<String> code(String schedule) {
    return stage.get(schedule).data().object("status").orElseThrow().text("code");
  }

  @ParameterizedTest
  @ValueSource(longs = {-5, 30, 31 * 24 * 3600})
  void aTimeTooNearOrTooFarIsRefused(long seconds) {
    long due = Instant.now().getEpochSecond() + seconds;
    Answer refused =
        stage.call("POST", ann + "/messages/send", "{" + TO_BOB + ",\"send_at\":" + due + "}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text()).contains("send_at");
  }
}

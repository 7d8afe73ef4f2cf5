package dev.postern.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.api.ApiStage.Answer;
import dev.postern.mailbox.LogEntry;
import dev.postern.mailbox.Quota;
import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportsRoutesTest {
  private static final String MAIL = "Message-ID: <a@b>\r\nSubject: old\r\n\r\n\0\u00ff\nFrom x\r";

  @TempDir private Path directory;
  private ApiStage stage;
  private String annId;
  private String ann;

  @BeforeEach
  void start() throws IOException {
    stage = new ApiStage(directory);
    annId = stage.agent("ann");
    ann = "/v3/grants/" + annId;
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private static byte[] framed(String... headsAndMails) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int i = 0; i < headsAndMails.length; i += 2) {
      byte[] mail = headsAndMails[i + 1].getBytes(ISO_8859_1);
      String head = headsAndMails[i].replace("}", ",\"size\":" + mail.length + "}\n");
      body.writeBytes(head.getBytes(ISO_8859_1));
      body.writeBytes(mail);
    }
    return body.toByteArray();
  }

  private Answer bring(byte[] body) {
    return stage.call("POST", ann + "/imports/job", body, "application/octet-stream");
  }

  private List<JsonBody> lying(String folder) {
    return stage.get(ann + "/export/" + folder).list();
  }

  private String folderId(String name) {
    return stage.get(ann + "/export").list().stream()
        .filter(folder -> folder.text("name").orElseThrow().equals(name))
        .findFirst()
        .orElseThrow()
        .text("folder_id")
        .orElseThrow();
  }

  @Test
  void aMessageKeepsItsBytesFlagsDateAndFolder() throws Exception {
    String head =
        "{\"key\":\"1\",\"folder\":\"Old/2020\",\"flags\":[\"\\\\Seen\",\"$a\",\"\\\\Draft\"],"
            + "\"date\":\"1999-12-31T23:59:58-03:30\"}";
    assertThat(bring(framed(head, MAIL)).list().getFirst().text("status")).contains("imported");
    String folder = folderId("Old/2020");
    JsonBody there = lying(folder).getFirst();
    assertThat(there.texts("flags").orElseThrow()).containsExactly("\\Seen", "\\Draft", "$a");
    assertThat(there.text("date")).contains("1999-12-31T23:59:58-03:30");
    String id = there.text("message_id").orElseThrow();
    assertThat(stage.get(ann + "/messages/" + id + "/raw").bytes())
        .isEqualTo(MAIL.getBytes(ISO_8859_1));
    assertThat(stage.get(ann + "/messages/" + id).data().number("date")).contains(946_697_398L);
  }

  @Test
  void aKeyIsTakenOnceUntilItsImportIsForgotten() {
    byte[] two = framed("{\"key\":\"1\"}", MAIL, "{\"key\":\"2\"}", "B: c\r\n\r\n");
    bring(two);
    assertThat(bring(two).list())
        .extracting(each -> each.text("status").orElseThrow())
        .containsExactly("known", "known");
    assertThat(lying("inbox")).hasSize(2);
    assertThat(stage.get(ann + "/imports/job").data().number("imported")).contains(2L);
    assertThat(stage.get(ann + "/imports/job?key=2,3").data().texts("known").orElseThrow())
        .containsExactly("2");
    stage.call("DELETE", ann + "/imports/job", "");
    bring(two);
    assertThat(lying("inbox")).hasSize(4);
  }

  @Test
  void keywordsThatFindNoRoomKeepNoMailFromComing() {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 65; i++) {
      many.append(i == 0 ? "" : ",").append("\"k").append(i).append('"');
    }
    String flags = ",\"flags\":[\"\\\\Seen\"," + many + "]}";
    Answer answer =
        bring(
            framed(
                "{\"key\":\"1\"" + flags,
                "A: 1\r\n\r\n",
                "{\"key\":\"2\",\"flags\":[\"K1\",\"other\"]}",
                "A: 2\r\n\r\n"));
    assertThat(answer.list())
        .extracting(each -> each.text("status").orElseThrow())
        .containsExactly("imported", "imported");
    assertThat(lying("inbox").getFirst().texts("flags").orElseThrow()).hasSize(65);
    assertThat(lying("inbox").getLast().texts("flags").orElseThrow()).containsExactly("k1");
  }

  @Test
  void oneThatFindsNoRoomKeepsNoOtherFromComing() {
    stage.engine().limit(_ -> new Quota(OptionalLong.of(40), OptionalLong.empty()));
    Answer answer =
        bring(
            framed(
                "{\"key\":\"1\"}",
                "A: 1\r\n\r\n",
                "{\"key\":\"2\"}",
                "A: " + "x".repeat(40) + "\r\n\r\n",
                "{\"key\":\"3\"}",
                "A: 3\r\n\r\n"));
    assertThat(answer.list())
        .extracting(each -> each.text("status").orElseThrow())
        .containsExactly("imported", "refused", "imported");
    assertThat(lying("inbox")).extracting(each -> each.number("uid")).hasSize(2);
  }

  @Test
  void whatAPolicyForbidsIsRefusedAlone() {
    String policy =
        stage
            .call(
                "POST",
                "/v3/policies",
                "{\"name\":\"p\",\"limits\":{\"limit_size_total_mime\":40}}")
            .id();
    String workspace =
        stage.get("/v3/applications").data().text("default_workspace_id").orElseThrow();
    stage.call("PATCH", "/v3/workspaces/" + workspace, "{\"policy_id\":\"" + policy + "\"}");
    Answer answer =
        bring(
            framed(
                "{\"key\":\"1\"}", MAIL, "{\"key\":\"2\"}", "A: " + "x".repeat(20) + "\r\n\r\n"));
    assertThat(answer.list())
        .extracting(each -> each.text("status").orElseThrow())
        .containsExactly("refused", "imported");
    assertThat(answer.text()).contains("limit_size_total_mime");
  }

  @Test
  void systemFoldersHaveNoCaseAlsoAboveOthers() {
    bring(framed("{\"key\":\"1\",\"folder\":\"inbox/x\"}", "A: 1\r\n\r\n"));
    bring(framed("{\"key\":\"2\",\"folder\":\"Inbox/x\"}", "A: 2\r\n\r\n"));
    assertThat(lying(folderId("INBOX/x"))).hasSize(2);
  }

  @Test
  void theSameMailInTwoFoldersIsOneMessage() {
    bring(framed("{\"key\":\"1\",\"folder\":\"a\"}", MAIL));
    bring(framed("{\"key\":\"2\",\"folder\":\"b\"}", MAIL));
    String id = lying(folderId("a")).getFirst().text("message_id").orElseThrow();
    assertThat(lying(folderId("b")).getFirst().text("message_id")).contains(id);
    assertThat(stage.get(ann + "/messages/" + id).data().texts("folders").orElseThrow()).hasSize(2);
  }

  @Test
  void aCopyInSentIsNotTakenForOneThatAClientSaved() {
    JsonObject send = new JsonObject().put("subject", "s").put("body", "b");
    send.putObjects("to", List.of(new JsonObject().put("email", "ann@agents.test")));
    stage.call("POST", ann + "/messages/send", send.toString());
    String id = lying("sent").getFirst().text("message_id").orElseThrow();
    String sent = new String(stage.get(ann + "/messages/" + id + "/raw").bytes(), ISO_8859_1);
    bring(framed("{\"key\":\"1\",\"folder\":\"sent\"}", sent));
    assertThat(lying("sent")).hasSize(2);
  }

  @Test
  void nobodyIsToldOfWhatIsImported() {
    bring(framed("{\"key\":\"1\"}", MAIL));
    assertThat(stage.mail().changesSince(stage.account(annId), 0, 100))
        .extracting(LogEntry::change)
        .filteredOn(LogEntry.MessageCreated.class::isInstance)
        .allMatch(change -> ((LogEntry.MessageCreated) change).quiet());
  }

  @Test
  void pagesAscendByUid() {
    for (int i = 0; i < 7; i++) {
      bring(framed("{\"key\":\"" + i + "\"}", "A: " + i + "\r\n\r\n"));
    }
    Answer first = stage.get(ann + "/export/inbox?limit=3");
    assertThat(first.list())
        .extracting(m -> m.number("uid").orElseThrow())
        .containsExactly(1L, 2L, 3L);
    String next = first.json().text("next_cursor").orElseThrow();
    Answer second = stage.get(ann + "/export/inbox?limit=4&page_token=" + next);
    assertThat(second.list()).hasSize(4);
    assertThat(second.json().text("next_cursor")).isEmpty();
  }

  @Test
  void whatIsWrongIsNamedAndNothingComes() {
    String[][] rows = {
      {"{\"key\":\"1\"\n", "Invalid JSON"},
      {"{\"size\":1}\n", "key is required"},
      {"{\"key\":\"\",\"size\":1}\n", "key must have"},
      {"{\"key\":\"1\"}\n", "size is required"},
      {"{\"key\":\"1\",\"size\":0}\n", "size must be at least 1"},
      {"{\"key\":\"1\",\"size\":5}\nabc", "shorter than its size"},
      {"{\"key\":\"1\",\"size\":99999999999}\n", "size is larger"},
      {"{\"key\":\"1\",\"size\":1,\"folder\":\"a//b\"}\nx", "folder is not"},
      {"{\"key\":\"1\",\"size\":1,\"folder\":\"a\\u0000\"}\nx", "folder is not"},
      {"{\"key\":\"1\",\"size\":1,\"flags\":[\"\\\\Recent\"]}\nx", "no system flag \\Recent"},
      {"{\"key\":\"1\",\"size\":1,\"flags\":[\"a b\"]}\nx", "no keyword"},
      {"{\"key\":\"1\",\"size\":1,\"flags\":\"a\"}\nx", "flags must be an array"},
      {"{\"key\":\"1\",\"size\":1,\"date\":\"2020-01-01T00:00:00\"}\nx", "date must be like"},
      {"\n", "line of JSON"},
      {"", "holds no message"},
      {"{\"key\":\"1\",\"size\":1}\nxgarbage", "line of JSON"},
    };
    for (String[] row : rows) {
      Answer answer = bring(row[0].getBytes(ISO_8859_1));
      assertThat(answer.status()).as(row[0] + answer.text()).isIn(400, 413);
      String message = answer.json().object("error").orElseThrow().text("message").orElseThrow();
      assertThat(message).as(row[0]).contains(row[1]);
    }
    assertThat(lying("inbox")).isEmpty();
    assertThat(stage.call("POST", ann + "/imports/a.b", "").status()).isEqualTo(400);
    assertThat(stage.get(ann + "/export/nowhere").status()).isEqualTo(404);
    assertThat(stage.get(ann + "/export/inbox?page_token=1-1").status()).isEqualTo(400);
    assertThat(stage.get(ann + "/messages/nothing/raw").status()).isEqualTo(404);
  }
}

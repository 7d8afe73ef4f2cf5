package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.api.ApiStage.Answer;
import dev.postern.auth.Grant;
import dev.postern.mail.MessageReader;
import dev.postern.mailbox.Agent;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.FolderId;
import dev.postern.outbound.Approval;
import dev.postern.outbound.Petition;
import dev.postern.outbound.Submission;
import dev.postern.v3.JsonBody;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApprovalsRoutesTest {
  private static final String ALL = "/v3/approvals";

  @TempDir private Path directory;
  private ApiStage stage;
  private String ann;
  private String bob;

  @BeforeEach
  void start() throws IOException {
    stage = new ApiStage(directory);
    ann = stage.agent("ann");
    bob = stage.agent("bob");
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  /// Lets a mail to Bob and a hidden recipient wait.
  static Approval hold(ApiStage stage, String id, String subject) {
    Grant grant = stage.grant(id);
    Agent agent = Agent.of(stage.mail(), grant.account());
    String mail = Agent.mail(subject, grant.email(), "Bob <bob@agents.test>", "");
    try (Blob blob = agent.blob(mail.getBytes(StandardCharsets.UTF_8))) {
      Submission submission =
          new Submission(
              grant,
              grant.email(),
              List.of("bob@agents.test", grant.email()),
              blob,
              MessageReader.read(blob.bytes()),
              Optional.empty(),
              Optional.empty(),
              Map.of(),
              Optional.empty(),
              subject);
      try (Petition petition = stage.sending().petition(submission, true, Optional.empty())) {
        return agent.commit(petition::keep);
      }
    }
  }

  private List<String> listed(String query) {
    return stage.get(ALL + query).list().stream().map(each -> text(each, "id")).toList();
  }

  private static String text(JsonBody json, String name) {
    return json.text(name).orElse("");
  }

  private int received(String grant) {
    return Agent.of(stage.mail(), stage.account(grant)).uids(FolderId.INBOX).size();
  }

  @Test
  void mailThatWaitsIsListedAndShown() {
    String one = hold(stage, ann, "one").id().toString();
    String two = hold(stage, bob, "two").id().toString();
    assertThat(listed("")).containsExactly(two, one);
    assertThat(listed("?grant_id=" + ann)).containsExactly(one);
    assertThat(listed("?status=PENDING")).hasSize(2);
    assertThat(listed("?status=refused")).isEmpty();
    String next = stage.get(ALL + "?limit=1").json().text("next_cursor").orElseThrow();
    assertThat(listed("?limit=1&page_token=" + next)).containsExactly(one);
    JsonBody shown = stage.get(ALL + "/" + one).data();
    assertThat(text(shown, "status")).isEqualTo("pending");
    assertThat(text(shown, "subject")).isEqualTo("one");
    assertThat(text(shown, "snippet")).isEqualTo("Text of one.");
    assertThat(shown.texts("recipients").orElseThrow())
        .containsExactly("bob@agents.test", "ann@agents.test");
    JsonBody draft = stage.get("/v3/grants/" + ann + "/drafts/" + text(shown, "draft_id")).data();
    assertThat(text(draft, "subject")).isEqualTo("one");
  }

  @Test
  void whatIsApprovedArrives() {
    Approval held = hold(stage, ann, "one");
    assertThat(received(bob)).isZero();
    String path = ALL + "/" + held.id();
    Answer other =
        stage.call("POST", path + "/approve", "{\"content_hash\":\"" + "0".repeat(64) + "\"}");
    assertThat(other.status()).isEqualTo(409);
    Answer approved =
        stage.call("POST", path + "/approve", "{\"content_hash\":\"" + held.hash() + "\"}");
    assertThat(text(approved.data(), "status")).isEqualTo("approved");
    assertThat(text(approved.data(), "message_id")).isEqualTo(held.message().toString());
    Awaitility.await().until(() -> received(bob) == 1 && received(ann) == 1);
    Answer again = stage.call("POST", path + "/approve", "");
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.text()).contains("approved already");
    assertThat(listed("?status=pending")).isEmpty();
  }

  @Test
  void anEditedDraftIsNotApproved() {
    Approval held = hold(stage, ann, "one");
    String draft = "/v3/grants/" + ann + "/drafts/" + held.draft().message();
    assertThat(stage.call("PUT", draft, "{\"body\":\"other\"}").status()).isEqualTo(200);
    Answer late = stage.call("POST", ALL + "/" + held.id() + "/approve", "");
    assertThat(late.status()).isEqualTo(409);
    assertThat(late.text()).contains("changed or deleted");
    assertThat(listed("?status=superseded")).containsExactly(held.id().toString());
    String headers = stage.get(draft + "?fields=include_headers").text();
    assertThat(headers).doesNotContainIgnoringCase("x-postern-held");
  }

  @Test
  void whatIsRefusedSaysWhy() {
    Approval held = hold(stage, ann, "one");
    String path = ALL + "/" + held.id();
    Answer refused = stage.call("POST", path + "/refuse", "{\"reason\":\"rude\"}");
    assertThat(text(refused.data(), "status")).isEqualTo("refused");
    assertThat(text(stage.get(path).data(), "reason")).isEqualTo("rude");
    assertThat(stage.call("POST", path + "/refuse", "").status()).isEqualTo(409);
    String draft = "/v3/grants/" + ann + "/drafts/" + held.draft().message();
    assertThat(stage.get(draft).status()).isEqualTo(200);
  }

  private void requireApproval() {
    String workspace =
        stage.get("/v3/applications").data().text("default_workspace_id").orElseThrow();
    Answer answer =
        stage.call("PATCH", "/v3/workspaces/" + workspace, "{\"require_approval\":true}");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  private static final String LETTER =
      "{\"to\":[{\"email\":\"bob@agents.test\"}],\"bcc\":[{\"email\":\"ann@agents.test\"}],"
          + "\"subject\":\"s\",\"body\":\"b\"";

  @Test
  void whateverTheApiSendsWaits() {
    String sends = "/v3/grants/" + ann + "/messages/send";
    String drafts = "/v3/grants/" + ann + "/drafts";
    String draft = stage.call("POST", drafts, LETTER + "}").id();
    requireApproval();
    long later = Instant.now().getEpochSecond() + 3600;
    String mime =
        "From: ann@agents.test\r\n"
            + "To: bob@agents.test\r\n"
            + "X-Postern-Held: x\r\n"
            + "Subject: m\r\n\r\n"
            + "b\r\n";
    List<Answer> held =
        List.of(
            stage.call("POST", sends, LETTER + "}"),
            stage.call("POST", sends, LETTER + ",\"send_at\":" + later + "}"),
            stage.call("POST", drafts + "/" + draft, ""),
            stage.call(
                "POST",
                sends + "?type=mime",
                mime.getBytes(StandardCharsets.UTF_8),
                "message/rfc822"));
    for (Answer each : held) {
      assertThat(each.status()).as(each.text()).isEqualTo(202);
      assertThat(text(each.data(), "object")).isEqualTo("draft");
      JsonBody approval = each.json().object("approval").orElseThrow();
      JsonBody shown = stage.get(ALL + "/" + text(approval, "id")).data();
      assertThat(text(shown, "draft_id")).isEqualTo(each.id());
      assertThat(stage.get(drafts + "/" + each.id()).status()).isEqualTo(200);
    }
    assertThat(held.get(2).id()).isEqualTo(draft);
    assertThat(stage.engine().numbers().queued()).isZero();
    assertThat(stage.engine().schedules().pending()).isZero();
    assertThat(listed("?status=pending")).hasSize(4);
    for (Answer each : held) {
      JsonBody brief = each.json().object("approval").orElseThrow();
      String hash = "{\"content_hash\":\"" + text(brief, "content_hash") + "\"}";
      Answer done = stage.call("POST", ALL + "/" + text(brief, "id") + "/approve", hash);
      assertThat(done.status()).as(done.text()).isEqualTo(200);
    }
    Awaitility.await().until(() -> received(bob) == 3 && received(ann) == 2);
    assertThat(stage.engine().schedules().pending()).isEqualTo(1);
    assertThat(stage.get("/v3/grants/" + bob + "/messages?fields=include_headers").text())
        .doesNotContainIgnoringCase("x-postern-held");
    assertThat(stage.get(drafts).list()).hasSize(1);
  }

  @Test
  void aHeldDraftThatIsSentAgainWaitsAgain() {
    requireApproval();
    String drafts = "/v3/grants/" + ann + "/drafts";
    Answer first = stage.call("POST", "/v3/grants/" + ann + "/messages/send", LETTER + "}");
    Answer second = stage.call("POST", drafts + "/" + first.id(), "");
    assertThat(second.status()).isEqualTo(202);
    assertThat(second.id()).isEqualTo(first.id());
    assertThat(listed("?status=pending")).hasSize(1);
    assertThat(listed("?status=superseded")).hasSize(1);
    String id = text(second.json().object("approval").orElseThrow(), "id");
    assertThat(stage.call("POST", ALL + "/" + id + "/approve", "").status()).isEqualTo(200);
    Awaitility.await().until(() -> received(bob) == 1);
    assertThat(stage.get("/v3/grants/" + bob + "/messages?fields=include_headers").text())
        .doesNotContainIgnoringCase("x-postern-held");
  }

  @Test
  void aRepetitionIsAnsweredAsTheFirstWas() {
    requireApproval();
    Map<String, String> headers =
        Map.of(
            "Authorization",
            "Bearer " + ApiStage.KEY,
            "Content-Type",
            "application/json",
            "Idempotency-Key",
            "k");
    byte[] body = (LETTER + "}").getBytes(StandardCharsets.UTF_8);
    String path = "/v3/grants/" + ann + "/messages/send";
    Answer first = stage.call("POST", path, body, headers);
    Answer again = stage.call("POST", path, body, headers);
    assertThat(again.status()).isEqualTo(202);
    assertThat(again.json().object("approval").orElseThrow().canonical())
        .isEqualTo(first.json().object("approval").orElseThrow().canonical());
    assertThat(listed("")).hasSize(1);
  }

  @Test
  void anAgentHasNoSayInIt() {
    Approval held = hold(stage, ann, "one");
    String token =
        text(stage.call("POST", "/v3/grants/" + ann + "/tokens", "{}").data(), "access_token");
    String path = ALL + "/" + held.id();
    for (String line : List.of("GET " + ALL, "GET " + path, "POST " + path + "/approve")) {
      String[] words = line.split(" ", -1);
      assertThat(stage.as(token, words[0], words[1], "").status()).as(line).isEqualTo(403);
    }
    assertThat(listed("?status=pending")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET  | ?status=open              |                                | 400 | status
          GET  | ?grant_id=x               |                                | 404 | grant
          GET  | ?page_token=YXBwcm92ZWQ   |                                | 400 | page_token
          GET  | ?limit=0                  |                                | 400 | limit
          GET  | /x                        |                                | 404 | approval
          GET  | /ID/approve               |                                | 405 | POST
          POST | /ID/approve               | {"content_hash":"x"}           | 400 | content_hash
          POST | /ID/approve               | {"content_hash":7}             | 400 | content_hash
          POST | /ID/approve               | []                             | 400 | JSON
          POST | /ID/refuse                | {"reason":"a\\nb"}             | 400 | reason
          POST | /ID/refuse                | {"reason":{}}                  | 400 | reason
          POST | /00000000-0000-4000-8000-000000000000/approve | {}         | 404 | approval
          """)
  void wrongInputIsRefusedAndChangesNothing(
      String method, String path, String body, int status, String named) {
    Approval held = hold(stage, ann, "one");
    String url = ALL + path.replace("ID", held.id().toString());
    Answer answer = stage.call(method, url, body == null ? "" : body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.text()).contains(named);
    assertThat(listed("?status=pending")).hasSize(1);
  }
}

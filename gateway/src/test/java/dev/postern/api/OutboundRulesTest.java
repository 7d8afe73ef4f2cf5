package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.api.ApiStage.Answer;
import dev.postern.v3.JsonBody;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sends that a workspace's policy or rules do not let pass, and sends that are only tried.
class OutboundRulesTest {
  private static final String SEND = "/messages/send";

  @TempDir private Path directory;
  private ApiStage stage;
  private String ann;
  private String bob;

  @BeforeEach
  void start() throws IOException {
    stage = ApiStage.still(directory);
    ann = stage.agent("ann");
    bob = stage.agent("bob");
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private Answer post(String path, String body) {
    return stage.call("POST", "/v3/grants/" + ann + path, body);
  }

  private static String mail(String more) {
    return "{\"to\":[{\"email\":\"bob@agents.test\"}],\"subject\":\"s\",\"body\":\"b\""
        + more
        + "}";
  }

  private String workspace() {
    return stage.grant(ann).workspaceId().toString();
  }

  /// Makes a rule for mail to bob hold at once.
  private String rule(String action) {
    String rule =
        stage
            .call(
                "POST",
                "/v3/rules",
                """
                {"name":"r","trigger":"outbound","match":{"conditions":[
                 {"field":"recipient.address","operator":"is","value":"bob@agents.test"}]},
                 "actions":[%s]}
                """
                    .formatted(action))
            .id();
    Answer held =
        stage.call("PATCH", "/v3/workspaces/" + workspace(), "{\"rule_ids\":[\"" + rule + "\"]}");
    assertThat(held.status()).as(held.text()).isEqualTo(200);
    return rule;
  }

  private void policy(String limits) {
    String policy =
        stage.call("POST", "/v3/policies", "{\"name\":\"p\",\"limits\":{" + limits + "}}").id();
    Answer held =
        stage.call("PATCH", "/v3/workspaces/" + workspace(), "{\"policy_id\":\"" + policy + "\"}");
    assertThat(held.status()).as(held.text()).isEqualTo(200);
  }

  private static void assertBlocked(Answer answer) {
    assertThat(answer.status()).isEqualTo(403);
    JsonBody error = answer.json().object("error").orElseThrow();
    assertThat(error.text("type")).contains("forbidden");
    assertThat(error.text("message")).contains("blocked by an outbound rule");
  }

  private List<JsonBody> messages() {
    return stage.get("/v3/grants/" + ann + "/messages").list();
  }

  @Test
  void aRuleRefusesSendsDraftsAndSchedulesAndNothingIsStored() {
    String draft = post("/drafts", mail("")).id();
    List<Long> before = stage.changes(bob);
    rule("{\"type\":\"block\"}");
    assertBlocked(post(SEND, mail("")));
    assertBlocked(post(SEND, mail(",\"send_at\":" + (Instant.now().getEpochSecond() + 600))));
    assertBlocked(post("/drafts/" + draft, ""));
    assertThat(stage.get("/v3/grants/" + ann + "/drafts/" + draft).status()).isEqualTo(200);
    assertThat(messages()).isEmpty();
    assertThat(stage.get("/v3/grants/" + ann + "/messages/schedules").list()).isEmpty();
    assertThat(stage.changes(bob)).isEqualTo(before);
    assertThat(stage.get("/v3/grants/" + ann + "/rule-evaluations").list()).hasSize(3);
  }

  @Test
  void aKeyThatWasRefusedByARuleMayBeUsedOnceTheRuleIsGone() {
    String rule = rule("{\"type\":\"block\"}");
    Map<String, String> headers =
        Map.of("Authorization", "Bearer " + ApiStage.KEY, "Idempotency-Key", "k");
    String path = "/v3/grants/" + ann + SEND;
    byte[] mail = mail("").getBytes(StandardCharsets.UTF_8);
    assertBlocked(stage.call("POST", path, mail, headers));
    stage.call("PUT", "/v3/rules/" + rule, "{\"enabled\":false}");
    Answer sent = stage.call("POST", path, mail, headers);
    assertThat(sent.status()).isEqualTo(200);
    assertThat(stage.call("POST", path, mail, headers).id()).isEqualTo(sent.id());
  }

  @Test
  void theAnswerShowsTheCopyWhereARulePutIt() {
    rule("{\"type\":\"archive\"},{\"type\":\"mark_as_starred\"}");
    JsonBody sent = post(SEND, mail("")).data();
    assertThat(sent.texts("folders")).contains(List.of("archive"));
    assertThat(sent.flag("starred")).contains(true);
  }

  @Test
  void aSendThatIsTriedIsNotSent() {
    policy("\"limit_count_daily_email_sent\":1");
    String rule =
        rule("{\"type\":\"mark_as_read\"},{\"type\":\"assign_to_folder\",\"value\":\"Archive\"}");
    List<Long> before = stage.changes(ann, bob);
    JsonBody tried = post(SEND + "?dry_run=true", mail("")).data();
    assertThat(tried.text("would")).contains("send");
    assertThat(tried.number("status")).contains(200L);
    assertThat(tried.texts("matched_rule_ids")).contains(List.of(rule));
    assertThat(tried.objects("actions").orElseThrow())
        .extracting(action -> action.text("type").orElseThrow())
        .containsExactly("mark_as_read", "assign_to_folder");
    JsonBody limit = tried.objects("limits").orElseThrow().getFirst();
    assertThat(limit.text("limit")).contains("limit_count_daily_email_sent");
    assertThat(limit.number("used")).contains(0L);
    assertThat(limit.number("left")).contains(1L);
    long due = Instant.now().getEpochSecond() + 600;
    assertThat(post(SEND + "?dry_run=1", mail(",\"send_at\":" + due)).data().text("would"))
        .contains("schedule");
    assertThat(stage.changes(ann, bob)).isEqualTo(before);
    assertThat(post(SEND, mail("")).status()).isEqualTo(200);
    assertThat(post(SEND, mail("")).status()).isEqualTo(429);
    JsonBody full = post(SEND + "?dry_run=true", mail("")).data();
    assertThat(full.text("would")).contains("refuse");
    assertThat(full.number("status")).contains(429L);
    JsonBody error = full.object("error").orElseThrow();
    assertThat(error.text("message").orElseThrow()).contains("daily quota exceeded");
    assertThat(error.number("retry_after").orElseThrow()).isBetween(1L, 86_400L);
  }

  @Test
  void whatIsWrongWithAMailIsToldByTryingItToo() {
    String draft = post("/drafts", mail("")).id();
    rule("{\"type\":\"block\"}");
    JsonBody blocked = post("/drafts/" + draft + "?dry_run=true", "").data();
    assertThat(blocked.text("would")).contains("refuse");
    assertThat(blocked.number("status")).contains(403L);
    assertThat(stage.get("/v3/grants/" + ann + "/rule-evaluations").list()).isEmpty();
    JsonBody nobody =
        post(SEND + "?dry_run=true", "{\"to\":[{\"email\":\"nobody@agents.test\"}]}").data();
    assertThat(nobody.text("would")).contains("refuse");
    assertThat(post(SEND + "?dry_run=perhaps", mail("")).status()).isEqualTo(400);
    assertThat(post(SEND + "?dry_run=true", "{").status()).isEqualTo(400);
    assertThat(messages()).isEmpty();
  }
}

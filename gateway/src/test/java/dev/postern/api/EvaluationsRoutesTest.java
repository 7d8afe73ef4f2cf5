package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.v3.JsonBody;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What rules do with mail that arrives, as the API shows it (spec/api-admin.md sections 5.4 to
/// 5.7).
class EvaluationsRoutesTest {
  @TempDir private Path directory;
  private ApiStage stage;
  private String ann;
  private String bob;
  private String workspace;

  @BeforeEach
  void start() throws IOException {
    stage = new ApiStage(directory);
    ann = "/v3/grants/" + stage.agent("ann");
    bob = "/v3/grants/" + stage.agent("bob");
    workspace = stage.get("/v3/applications").data().text("default_workspace_id").orElseThrow();
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private String rule(String actions) {
    String id =
        stage
            .call(
                "POST",
                "/v3/rules",
                """
                {"name":"r","match":{"conditions":[
                 {"field":"from.address","operator":"is","value":"ann@agents.test"}]},
                 "actions":[%s]}
                """
                    .formatted(actions))
            .id();
    assertThat(
            stage
                .call("PATCH", "/v3/workspaces/" + workspace, "{\"rule_ids\":[\"" + id + "\"]}")
                .status())
        .isEqualTo(200);
    return id;
  }

  private void send(String subject) {
    String body =
        "{\"to\":[{\"email\":\"bob@agents.test\"}],\"subject\":\"" + subject + "\",\"body\":\"x\"}";
    assertThat(stage.call("POST", ann + "/messages/send", body).status()).isEqualTo(200);
  }

  private List<JsonBody> evaluations(int expected) {
    return await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> stage.get(bob + "/rule-evaluations").list(), l -> l.size() == expected);
  }

  @Test
  void whatRulesDidIsShownWithTheMessage() {
    String folder = stage.call("POST", bob + "/folders", "{\"name\":\"Clients\"}").id();
    String rule =
        rule(
            """
            {"type":"assign_to_folder","value":"Clients"},{"type":"mark_as_read"},
            {"type":"mark_as_starred"}
            """);
    send("one");
    JsonBody record = evaluations(1).getFirst();
    JsonBody message = stage.get(bob + "/messages?in=" + folder).list().getFirst();
    assertThat(record.text("message_id")).isEqualTo(message.text("id"));
    assertThat(message.flag("starred")).contains(true);
    assertThat(message.flag("unread")).contains(false);
    assertThat(record.text("evaluation_stage")).contains("inbox_processing");
    assertThat(record.texts("matched_rule_ids").orElseThrow()).containsExactly(rule);
    JsonBody applied = record.object("applied_actions").orElseThrow();
    assertThat(applied.flag("marked_as_read")).contains(true);
    assertThat(applied.flag("marked_starred")).contains(true);
    assertThat(applied.flag("archived")).isEmpty();
    assertThat(applied.texts("folder_ids").orElseThrow()).containsExactly(folder);
    JsonBody input = record.object("evaluation_input").orElseThrow();
    assertThat(input.text("from_address")).contains("ann@agents.test");
    assertThat(input.text("from_domain")).contains("agents.test");
    assertThat(input.text("from_tld")).contains("test");
    assertThat(input.texts("recipient_addresses")).isEmpty();
    assertThat(stage.get(ann + "/rule-evaluations").list()).isEmpty();
  }

  @Test
  void whatIsBlockedHasNoMessage() {
    String _ = rule("{\"type\":\"block\"}");
    send("one");
    JsonBody record = evaluations(1).getFirst();
    assertThat(record.text("message_id")).isEmpty();
    assertThat(record.object("applied_actions").orElseThrow().flag("blocked")).contains(true);
    assertThat(stage.get(bob + "/messages").list()).isEmpty();
  }

  @Test
  void pagesGoFromTheNewestToTheOldest() {
    String _ = rule("{\"type\":\"archive\"}");
    for (int i = 1; i <= 3; i++) {
      send("mail " + i);
      assertThat(evaluations(i)).hasSize(i);
    }
    List<String> all = evaluations(3).stream().map(each -> each.text("id").orElseThrow()).toList();
    ApiStage.Answer first = stage.get(bob + "/rule-evaluations?limit=2");
    String next = first.json().text("next_cursor").orElseThrow();
    ApiStage.Answer second = stage.get(bob + "/rule-evaluations?limit=2&page_token=" + next);
    assertThat(first.list())
        .extracting(e -> e.text("id").orElseThrow())
        .isEqualTo(all.subList(0, 2));
    assertThat(second.list())
        .extracting(e -> e.text("id").orElseThrow())
        .isEqualTo(all.subList(2, 3));
    assertThat(second.json().text("next_cursor")).isEmpty();
    assertThat(stage.get(bob + "/messages?in=archive").list()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "%20", "ZXZhbHVhdGlvbnMgLTE", "cnVsZXMgMQ", "*"})
  void whatIsNoCursorIsRefused(String token) {
    ApiStage.Answer answer = stage.get(bob + "/rule-evaluations?page_token=" + token);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text()).contains("page_token");
  }
}

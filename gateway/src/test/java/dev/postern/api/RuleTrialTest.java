package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.api.ApiStage.Answer;
import dev.postern.v3.JsonBody;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `POST /v3/rules/test`: what rules would do with a mail, told and not done.
class RuleTrialTest {
  private static final String PATH = "/v3/rules/test";

  @TempDir private Path directory;
  private ApiStage stage;

  @BeforeEach
  void start() throws IOException {
    stage = new ApiStage(directory);
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private static String rule(String action, String field, String operator, String value) {
    return "{\"name\":\"%s\",\"match\":{\"conditions\":[{\"field\":\"%s\",\"operator\":\"%s\",\"value\":%s}]},\"actions\":[{\"type\":\"%s\"}]}"
        .formatted(action, field, operator, value, action);
  }

  private JsonBody told(String members) {
    Answer answer = stage.call("POST", PATH, "{" + members + "}");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.data();
  }

  private static JsonBody at(JsonBody data, String stage) {
    return data.objects("stages").orElseThrow().stream()
        .filter(each -> each.text("stage").orElseThrow().equals(stage))
        .findFirst()
        .orElseThrow();
  }

  private static JsonBody first(JsonBody stage) {
    return stage.objects("rules").orElseThrow().getFirst();
  }

  private static List<String> types(JsonBody data) {
    return data.objects("actions").orElseThrow().stream()
        .map(action -> action.text("type").orElseThrow())
        .toList();
  }

  private void refused(String members, int status, String named) {
    Answer answer = stage.call("POST", PATH, "{" + members + "}");
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.text()).contains(named);
  }

  @Test
  void eachRuleAndConditionIsExplainedPerStage() {
    String rules =
        "\"rules\":["
            + rule("mark_as_read", "subject", "contains", "\"SALE\"")
            + ","
            + rule("block", "message.size", "gte", "1000")
            + ","
            + rule("trash", "from.tld", "is", "\"test\"")
            + "]";
    String message = "\"message\":{\"from\":[{\"email\":\"a@X.test\"}],\"subject\":\"Big sale\"";
    JsonBody small = told(rules + "," + message + ",\"size\":999}");
    assertThat(small.flag("blocked")).contains(false);
    assertThat(types(small)).containsExactly("mark_as_read", "trash");
    JsonBody rcpt = at(small, "smtp_rcpt");
    assertThat(first(rcpt).text("matched")).contains("unknown");
    JsonBody inbox = at(small, "inbox_processing");
    assertThat(first(inbox).text("matched")).contains("yes");
    JsonBody condition = first(inbox).objects("conditions").orElseThrow().getFirst();
    assertThat(condition.text("holds")).contains("yes");
    assertThat(condition.texts("found")).contains(List.of("big sale"));
    JsonBody large = told(rules + "," + message + ",\"size\":1000}");
    assertThat(large.flag("blocked")).contains(true);
    assertThat(types(large)).containsExactly("block");
    List<JsonBody> looked = at(large, "inbox_processing").objects("rules").orElseThrow();
    assertThat(looked.getLast().flag("reached")).contains(false);
    JsonBody unknown = told(rules + "," + message + "}");
    assertThat(unknown.flag("blocked")).contains(false);
    assertThat(stage.get("/v3/rules").data().objects("items").orElseThrow()).isEmpty();
  }

  @Test
  void outboundMailIsLookedAtOnce() {
    String rule = rule("block", "recipient.domain", "is", "\"x.test\"");
    String reply = rule("archive", "outbound.type", "is", "\"reply\"");
    JsonBody data =
        told(
            "\"trigger\":\"outbound\",\"rules\":["
                + rule
                + ","
                + reply
                + "],\"message\":{\"to\":[{\"email\":\"a@y.test\"}],"
                + "\"headers\":[{\"name\":\"References\",\"value\":\"<a@b>\"}]}");
    assertThat(data.objects("stages").orElseThrow()).hasSize(1);
    assertThat(types(data)).containsExactly("archive");
  }

  @Test
  void aWholeMessageAndAStoredOneAreReadAsTheyAre() {
    String ann = stage.agent("ann");
    String rules =
        "\"rules\":["
            + rule("archive", "attachment.type", "is", "\"application/pdf\"")
            + ","
            + rule("mark_as_read", "header.list-id", "contains", "\"news\"")
            + "]";
    String mime =
        """
        From: Bob <bob@x.test>\r
        To: ann@agents.test\r
        Subject: s\r
        List-Id: <news.x.test>\r
        Content-Type: application/pdf; name=a.pdf\r
        Content-Disposition: attachment\r
        \r
        x\r
        """;
    String encoded = Base64.getUrlEncoder().encodeToString(mime.getBytes(StandardCharsets.UTF_8));
    assertThat(types(told(rules + ",\"mime\":\"" + encoded + "\"")))
        .containsExactly("archive", "mark_as_read");
    String path = "/v3/grants/" + ann;
    String sent =
        stage
            .call(
                "POST",
                path + "/messages/send",
                "{\"to\":[{\"email\":\"ann@agents.test\"}],\"subject\":\"Stored\",\"body\":\"b\"}")
            .id();
    await().until(() -> stage.get(path + "/messages?in=inbox").list().size() == 1);
    long before = stage.seq(ann);
    String subject = "\"rules\":[" + rule("trash", "subject", "is", "\"stored\"") + "]";
    String stored = ",\"grant_id\":\"" + ann + "\",\"message_id\":\"" + sent + "\"";
    assertThat(types(told(subject + stored))).containsExactly("trash");
    assertThat(stage.seq(ann)).isEqualTo(before);
    refused(subject + ",\"message_id\":\"" + sent + "\"", 400, "grant_id is required");
    refused(
        stored.substring(1, stored.indexOf("message_id")) + "message_id\":\"x\"",
        404,
        "message_id");
  }

  @Test
  void theRulesOfAWorkspaceAreTried() {
    String ann = stage.agent("ann");
    String workspace = stage.grant(ann).workspaceId().toString();
    String made = stage.call("POST", "/v3/rules", rule("trash", "subject", "is", "\"x\"")).id();
    stage.call("PATCH", "/v3/workspaces/" + workspace, "{\"rule_ids\":[\"" + made + "\"]}");
    String message = ",\"message\":{\"subject\":\"X\"}";
    for (String whose :
        List.of("\"grant_id\":\"" + ann + "\"", "\"workspace_id\":\"" + workspace + "\"")) {
      JsonBody data = told(whose + message);
      assertThat(data.texts("matched_rule_ids")).contains(List.of(made));
    }
    String foreign = stage.key("Other").secret();
    for (String whose :
        List.of("\"grant_id\":\"" + ann + "\"", "\"workspace_id\":\"" + workspace + "\"")) {
      assertThat(stage.as(foreign, "POST", PATH, "{" + whose + message + "}").status())
          .isEqualTo(404);
    }
  }

  @Test
  void whatIsWrongIsNamed() {
    String good = "\"rules\":[" + rule("trash", "subject", "is", "\"x\"") + "]";
    String message = "\"message\":{}";
    refused(message, 400, "rules or workspace_id or grant_id is required");
    refused(good, 400, "message or mime or message_id is required");
    refused("\"message_id\":{}", 400, "message_id must be");
    refused("\"rules\":[]," + message, 400, "rules must be 1 to 100 rules");
    refused("\"rules\":{}," + message, 400, "rules must be an array");
    refused("\"rules\":[{}]," + message, 400, "rules[0].match.conditions is required");
    refused("\"trigger\":\"x\"," + good + "," + message, 400, "trigger must be one of");
    refused(good + ",\"message\":[]", 400, "message must be an object");
    refused(good + ",\"message\":{\"from\":\"x\"}", 400, "message.from must be an array");
    refused(good + ",\"message\":{\"to\":[{}]}", 400, "message.to[0].email is required");
    refused(good + ",\"message\":{\"size\":-1}", 400, "message.size must not be negative");
    refused(good + ",\"message\":{\"headers\":[{}]}", 400, "message.headers[0].name is required");
    refused(good + ",\"mime\":\"***\"", 400, "mime must be a message in base64");
    refused(good + ",\"mime\":\"\"", 400, "mime must not be empty");
    refused("\"grant_id\":\"x\"," + message, 404, "grant_id");
    refused("\"workspace_id\":\"" + UUID.randomUUID() + "\"," + message, 404, "workspace");
    String list =
        stage
            .as(
                stage.key("Other").secret(),
                "POST",
                "/v3/lists",
                "{\"name\":\"l\",\"type\":\"domain\"}")
            .id();
    String foreign = rule("block", "from.domain", "in_list", "[\"" + list + "\"]");
    refused("\"rules\":[" + foreign + "]," + message, 400, list);
  }
}

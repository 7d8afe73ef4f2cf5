package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.v3.JsonBody;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The calls that each command of the official command line makes, in their order, and what it
/// reads in the answers (spec/api-admin.md section 10.1, a test for each row or two).
class OfficialCallsTest {
  private static final String PAGE = "/v3/grants?limit=200&offset=";

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

  private ApiStage.Answer ok(String method, String path, String body) {
    ApiStage.Answer answer = stage.call(method, path, body);
    assertThat(answer.status()).as(answer.text()).isBetween(200, 201);
    assertThat(answer.json().text("request_id")).isPresent();
    return answer;
  }

  private JsonBody made(String path, String body) {
    return ok("POST", path, body).data();
  }

  private String workspace() {
    return stage.get("/v3/workspaces").list().getFirst().text("workspace_id").orElseThrow();
  }

  private static String id(JsonBody object) {
    return object.text("id").orElseThrow();
  }

  private static void isGrant(JsonBody grant) {
    assertThat(grant.text("provider")).contains("nylas");
    assertThat(grant.text("grant_status")).contains("valid");
    for (String name : List.of("id", "email", "workspace_id")) {
      assertThat(grant.text(name)).as(name).isNotEmpty();
    }
    assertThat(grant.object("settings")).isPresent();
    assertThat(grant.number("created_at")).isPresent();
    assertThat(grant.number("updated_at")).isPresent();
  }

  @Test
  void accountCreateFindsTheConnectorAndStatusCountsTheAccounts() {
    List<JsonBody> connectors = stage.get("/v3/connectors").list();
    assertThat(connectors).anyMatch(each -> each.text("provider").orElse("").equals("nylas"));
    ok("POST", "/v3/connectors", "{\"provider\":\"nylas\",\"name\":\"nylas\"}");
    String settings = "{\"email\":\"ann@agents.test\",\"app_password\":\"Sample-Passw0rd-2026\"}";
    JsonBody made =
        made("/v3/connect/custom", "{\"provider\":\"nylas\",\"settings\":" + settings + "}");
    isGrant(made);
    assertThat(stage.get(PAGE + 0).list()).hasSize(1).allSatisfy(OfficialCallsTest::isGrant);
    ok("PATCH", "/v3/grants/" + id(made), "{\"settings\":" + settings + "}");
  }

  @Test
  void accountListReadsPagesOfExactlyTwoHundred() {
    IntStream.range(0, 201).forEach(i -> stage.agent("a" + i));
    assertThat(stage.get(PAGE + 0).list()).hasSize(200);
    List<JsonBody> rest = stage.get(PAGE + 200).list();
    assertThat(rest).hasSize(1);
    isGrant(stage.get("/v3/grants/" + id(rest.getFirst())).data());
    JsonBody workspace = stage.get("/v3/workspaces/" + workspace()).data();
    assertThat(workspace.flag("default")).contains(true);
    assertThat(workspace.texts("rule_ids")).isPresent();
  }

  @Test
  void accountUpdateMoveAndDelete() {
    String ann = "/v3/grants/" + stage.agent("ann");
    isGrant(stage.get(ann).data());
    String change = "{\"settings\":{\"email\":\"ann@agents.test\"},\"name\":\"Ann B\"}";
    assertThat(ok("PATCH", ann, change).data().text("name")).contains("Ann B");
    String target =
        made("/v3/workspaces", "{\"name\":\"Support\",\"auto_group\":false}")
            .text("workspace_id")
            .orElseThrow();
    String moved = "{\"assign_grants\":[\"" + ann.substring(11) + "\"]}";
    JsonBody told = made("/v3/workspaces/" + target + "/manual-assign", moved);
    assertThat(told.text("workspace_id")).contains(target);
    assertThat(told.texts("grants_assigned")).contains(List.of(ann.substring(11)));
    assertThat(stage.get(ann).data().text("workspace_id")).contains(target);
    ok("DELETE", ann, "");
    assertThat(stage.get(ann).status()).isEqualTo(404);
  }

  @Test
  void policyListAndDelete() {
    String limits = "{\"limit_count_daily_email_sent\":5}";
    String policy = id(made("/v3/policies", "{\"name\":\"Standard\",\"limits\":" + limits + "}"));
    String workspace = "/v3/workspaces/" + workspace();
    ok("PATCH", workspace, "{\"policy_id\":\"" + policy + "\"}");
    ApiStage.Answer page = stage.get("/v3/policies");
    assertThat(page.list()).hasSize(1).allMatch(each -> each.object("limits").isPresent());
    assertThat(page.json().has("next_cursor")).isFalse();
    assertThat(stage.get(workspace).data().text("policy_id")).contains(policy);
    ok("PATCH", workspace, "{\"policy_id\":null}");
    assertThat(stage.get(workspace).data().has("policy_id")).isFalse();
    ok("DELETE", "/v3/policies/" + policy, "");
    assertThat(stage.get("/v3/policies/" + policy).status()).isEqualTo(404);
  }

  @Test
  void ruleCreateAttachesAndRuleDeleteDetaches() {
    ApiStage.Answer none = stage.get("/v3/rules");
    assertThat(none.data().objects("items")).contains(List.of());
    String rule =
        id(
            made(
                "/v3/rules",
                "{\"name\":\"Block\",\"trigger\":\"inbound\",\"match\":{\"conditions\":[{\"field\":"
                    + "\"from.domain\",\"operator\":\"is\",\"value\":\"spam.example\"}]},"
                    + "\"actions\":[{\"type\":\"block\"}]}"));
    String workspace = "/v3/workspaces/" + workspace();
    assertThat(stage.get(workspace).data().texts("rule_ids")).contains(List.of());
    ok("PATCH", workspace, "{\"rule_ids\":[\"" + rule + "\"]}");
    List<JsonBody> items = stage.get("/v3/rules").data().objects("items").orElseThrow();
    assertThat(items).hasSize(1);
    assertThat(items.getFirst().number("priority")).contains(10L);
    assertThat(stage.get("/v3/workspaces").list())
        .allMatch(each -> each.texts("rule_ids").orElseThrow().contains(rule));
    ok("PATCH", workspace, "{\"rule_ids\":[]}");
    ok("DELETE", "/v3/rules/" + rule, "");
    assertThat(stage.get("/v3/rules/" + rule).status()).isEqualTo(404);
  }

  @Test
  void listCreateFillsTheListAndOverviewReadsAll() {
    JsonBody list = made("/v3/lists", "{\"name\":\"Blocked\",\"type\":\"domain\"}");
    assertThat(list.number("items_count")).contains(0L);
    String items = "/v3/lists/" + id(list) + "/items";
    String both = "{\"items\":[\"Spam.example\",\"junk.example\"]}";
    assertThat(made(items, both).number("items_count")).contains(2L);
    assertThat(ok("DELETE", items, both).data().number("items_count")).contains(0L);
    stage.agent("ann");
    assertThat(stage.get(PAGE + 0).list()).hasSize(1);
    assertThat(stage.get("/v3/workspaces").list()).hasSize(1);
    assertThat(stage.get("/v3/policies").list()).isEmpty();
    assertThat(stage.get("/v3/rules").data().objects("items")).contains(List.of());
    assertThat(stage.get("/v3/lists").list()).hasSize(1);
  }

  @Test
  void whatIsNotThereIsToldWithItsRequest() {
    for (String path : List.of("grants", "workspaces", "policies", "rules", "lists")) {
      ApiStage.Answer answer = stage.get("/v3/" + path + "/2b6ad9d4-0f6d-4c37-a1ae-4bf1ed5cf0cf");
      assertThat(answer.status()).as(path).isEqualTo(404);
      assertThat(answer.json().text("request_id")).isPresent();
      assertThat(answer.json().object("error").flatMap(each -> each.text("message"))).isPresent();
    }
  }
}

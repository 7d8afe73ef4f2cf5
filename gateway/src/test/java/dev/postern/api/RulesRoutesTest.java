package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.api.ApiStage.Answer;
import dev.postern.auth.Grant;
import dev.postern.guard.RuleChange;
import dev.postern.rules.Action;
import dev.postern.rules.Comparison;
import dev.postern.rules.Condition;
import dev.postern.v3.JsonBody;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rules as the clients of the hosted product make and change them (spec/api-admin.md section 5).
class RulesRoutesTest {
  private static final String ALL = "/v3/rules";
  private static final String BLOCK = "\"actions\":[{\"type\":\"block\"}]";

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

  private static String match(String field, String operator, String value) {
    return "\"match\":{\"conditions\":[{\"field\":\"%s\",\"operator\":\"%s\",\"value\":%s}]}"
        .formatted(field, operator, value);
  }

  private Answer make(String members) {
    return stage.call("POST", ALL, "{\"name\":\"r\"," + members + "}");
  }

  private JsonBody made(String members) {
    Answer answer = make(members);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.data();
  }

  private String list(String type) {
    return stage.call("POST", "/v3/lists", "{\"name\":\"l\",\"type\":\"" + type + "\"}").id();
  }

  private static String path(JsonBody rule) {
    return ALL + "/" + rule.text("id").orElseThrow();
  }

  private static JsonBody condition(JsonBody rule) {
    return rule.object("match").orElseThrow().objects("conditions").orElseThrow().getFirst();
  }

  private static void refused(Answer answer, String... named) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.text()).contains("invalid_request_error").contains(named);
  }

  @Test
  void whatIsLeftOutIsTheUsual() {
    JsonBody made = made(match("From.Domain", "is", "\"BAD.Example\"") + "," + BLOCK);
    assertThat(made.text("trigger")).contains("inbound");
    assertThat(made.number("priority")).contains(10L);
    assertThat(made.flag("enabled")).contains(true);
    assertThat(made.text("description")).contains("");
    assertThat(made.object("match").orElseThrow().text("operator")).contains("all");
    assertThat(condition(made).text("field")).contains("from.domain");
    assertThat(condition(made).text("value")).contains("bad.example");
    assertThat(stage.get(path(made)).data().canonical()).isEqualTo(made.canonical());
  }

  @Test
  void emptyPagesHaveItemsAndNoCursor() {
    Answer empty = stage.get(ALL);
    assertThat(empty.data().objects("items")).contains(List.of());
    assertThat(empty.json().has("next_cursor")).isFalse();
    made(match("from.tld", "is", "\"zip\"") + "," + BLOCK);
    made(match("from.tld", "is", "\"mov\"") + "," + BLOCK);
    Answer page = stage.get(ALL + "?limit=1");
    String next = page.json().text("next_cursor").orElseThrow();
    assertThat(page.data().text("next_cursor")).contains(next);
    Answer last = stage.get(ALL + "?limit=1&page_token=" + next);
    assertThat(last.data().objects("items").orElseThrow()).hasSize(1);
    assertThat(last.data().has("next_cursor")).isFalse();
    assertThat(last.json().has("next_cursor")).isFalse();
  }

  @Test
  void aListIsNamedByOneIdOrSeveral() {
    String domains = list("domain");
    String more = list("domain");
    JsonBody one = made(match("from.domain", "in_list", "\"" + domains + "\"") + "," + BLOCK);
    assertThat(condition(one).texts("value")).contains(List.of(domains));
    String both = "[\"" + domains + "\",\"" + more + "\"]";
    JsonBody two = made(match("from.domain", "not_in_list", both) + "," + BLOCK);
    assertThat(condition(two).texts("value")).contains(List.of(domains, more));
    String addresses = list("address");
    String gone = UUID.randomUUID().toString();
    String foreign =
        stage
            .as(
                stage.key("Other").secret(),
                "POST",
                "/v3/lists",
                "{\"name\":\"l\",\"type\":\"domain\"}")
            .id();
    for (String bad : List.of(addresses, gone, foreign)) {
      String value = "[\"" + domains + "\",\"" + bad + "\"]";
      refused(make(match("from.domain", "in_list", value) + "," + BLOCK), bad, "invalid_field");
      refused(
          stage.call("PUT", path(one), "{" + match("from.domain", "in_list", value) + "}"),
          bad,
          "invalid_field");
    }
    assertThat(stage.get(path(one)).data().canonical()).isEqualTo(one.canonical());
  }

  @Test
  void aTriggerMustFitTheWholeRule() {
    refused(
        make(match("recipient.domain", "is", "\"x.test\"") + "," + BLOCK),
        "match.conditions[0].field",
        "inbound rules only support from.*");
    refused(make(match("outbound.type", "is", "\"reply\"") + "," + BLOCK), "outbound.type");
    JsonBody rule =
        made(
            "\"trigger\":\"outbound\","
                + match("outbound.type", "is_not", "\"REPLY\"")
                + ","
                + BLOCK);
    assertThat(condition(rule).text("value")).contains("reply");
    refused(
        stage.call("PUT", path(rule), "{\"trigger\":\"inbound\"}"), "match.conditions[0].field");
    Answer both =
        stage.call(
            "PUT",
            path(rule),
            "{\"trigger\":\"inbound\"," + match("from.tld", "is", "\"zip\"") + "}");
    assertThat(both.data().text("trigger")).contains("inbound");
    assertThat(both.data().text("name")).contains("r");
  }

  @Test
  void actionsAreReplacedAsAWholeAndTheOldNameOfOneIsKnown() {
    JsonBody rule =
        made(
            match("subject", "contains", "\"Sale\"")
                + ",\"actions\":[{\"type\":\"mark_as_read\"},"
                + "{\"type\":\"move_to_folder\",\"value\":\"Clients/Acme\"}]");
    JsonBody moved = rule.objects("actions").orElseThrow().get(1);
    assertThat(moved.text("type")).contains("assign_to_folder");
    assertThat(moved.text("value")).contains("Clients/Acme");
    JsonBody changed = stage.call("PUT", path(rule), "{\"actions\":[{\"type\":\"trash\"}]}").data();
    assertThat(changed.objects("actions").orElseThrow()).hasSize(1);
    assertThat(condition(changed).canonical()).isEqualTo(condition(rule).canonical());
  }

  @Test
  void contraryRulesAreTaken() {
    String one = match("from.domain", "is", "\"x.test\"");
    made(one + ",\"priority\":1," + BLOCK);
    made(one + ",\"priority\":1,\"actions\":[{\"type\":\"archive\"},{\"type\":\"trash\"}]");
    made(
        "\"match\":{\"operator\":\"all\",\"conditions\":["
            + "{\"field\":\"from.domain\",\"operator\":\"is\",\"value\":\"x.test\"},"
            + "{\"field\":\"from.domain\",\"operator\":\"is_not\",\"value\":\"x.test\"}]},"
            + BLOCK);
  }

  @Test
  void aRuleHoldsAtOnceAndAfterItsListIsGoneItMatchesNothing() {
    Grant ann = stage.grant(stage.agent("ann"));
    String list = list("domain");
    String id =
        made(match("from.domain", "in_list", "\"" + list + "\"") + "," + BLOCK)
            .text("id")
            .orElseThrow();
    Answer attached =
        stage.call(
            "PATCH", "/v3/workspaces/" + ann.workspaceId(), "{\"rule_ids\":[\"" + id + "\"]}");
    assertThat(attached.status()).as(attached.text()).isEqualTo(200);
    assertThat(blocked(ann)).isFalse();
    stage.call("POST", "/v3/lists/" + list + "/items", "{\"items\":[\"BAD.test\"]}");
    assertThat(blocked(ann)).isTrue();
    stage.call("PUT", ALL + "/" + id, "{\"enabled\":false}");
    assertThat(blocked(ann)).isFalse();
    stage.call("PUT", ALL + "/" + id, "{\"enabled\":true}");
    assertThat(blocked(ann)).isTrue();
    stage.call("DELETE", "/v3/lists/" + list, "");
    assertThat(blocked(ann)).isFalse();
    assertThat(stage.call("DELETE", ALL + "/" + id, "").status()).isEqualTo(200);
    assertThat(stage.get(ALL + "/" + id).status()).isEqualTo(404);
  }

  private boolean blocked(Grant grant) {
    return stage
        .guards()
        .of(grant)
        .inbound()
        .evaluate(field ->
            switch (field) {
              case "from.domain" -> List.of("bad.test");
              default -> null;
            })
        .isBlocked();
  }

  @Test
  void tenThousandRulesAreMadeAndPaged() {
    UUID application =
        UUID.fromString(stage.get("/v3/applications").data().text("application_id").orElseThrow());
    RuleChange change =
        new RuleChange(
            Optional.of("r"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(List.of(new Condition("from.tld", Comparison.IS, List.of("zip")))),
            Optional.of(List.of(new Action.Block())));
    try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
      for (int i = 0; i < 9_999; i++) {
        threads.execute(() -> stage.guarded().rules().create(application, change));
      }
    }
    made(match("from.tld", "is", "\"zip\"") + "," + BLOCK);
    Answer more = make(match("from.tld", "is", "\"zip\"") + "," + BLOCK);
    refused(more, "the application has the maximum of 10000 rules");
    Set<String> seen = new HashSet<>();
    String next = "";
    do {
      Answer page = stage.get(ALL + "?limit=200" + (next.isEmpty() ? "" : "&page_token=" + next));
      for (JsonBody rule : page.data().objects("items").orElseThrow()) {
        assertThat(seen.add(rule.text("id").orElseThrow())).isTrue();
      }
      next = page.json().text("next_cursor").orElse("");
    } while (!next.isEmpty());
    assertThat(seen).hasSize(10_000);
  }
}

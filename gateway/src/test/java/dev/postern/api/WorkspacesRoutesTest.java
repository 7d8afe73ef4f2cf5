package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.api.ApiStage.Answer;
import dev.postern.rules.Action;
import dev.postern.rules.Comparison;
import dev.postern.rules.Condition;
import dev.postern.rules.Match;
import dev.postern.rules.Policy;
import dev.postern.rules.PolicyLimits;
import dev.postern.rules.PolicyOptions;
import dev.postern.rules.Rule;
import dev.postern.rules.SpamDetection;
import dev.postern.rules.Trigger;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Workspaces by the API: who begins where, who moves, and what is refused.
class WorkspacesRoutesTest {
  private static final String ALL = "/v3/workspaces";

  @TempDir private Path directory;
  private ApiStage stage;
  private UUID application;
  private String home;

  @BeforeEach
  void start() throws IOException {
    stage = new ApiStage(directory);
    application =
        UUID.fromString(stage.get("/v3/applications").data().text("application_id").orElseThrow());
    home = stage.get("/v3/applications").data().text("default_workspace_id").orElseThrow();
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private String made(String body) {
    Answer answer = stage.call("POST", ALL, body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.data().text("workspace_id").orElseThrow();
  }

  private String policy() {
    Instant now = Instant.now();
    Policy policy =
        new Policy(
            UUID.randomUUID(),
            application,
            "p",
            PolicyLimits.NONE,
            SpamDetection.NONE,
            List.of(),
            PolicyOptions.NONE,
            now,
            now);
    stage.engine().policies().add(policy, 100);
    return policy.id().toString();
  }

  private String rule(UUID owner) {
    Instant now = Instant.now();
    Rule rule =
        new Rule(
            UUID.randomUUID(),
            owner,
            "r",
            "",
            10,
            true,
            Trigger.INBOUND,
            new Match(
                Match.Operator.ALL,
                List.of(new Condition("from.domain", Comparison.IS, List.of("x.test")))),
            List.of(new Action.MarkAsRead()),
            now,
            now);
    stage.engine().rules().add(rule, 20_000);
    return rule.id().toString();
  }

  private String workspaceOf(String grant) {
    return stage.get("/v3/grants/" + grant).data().text("workspace_id").orElseThrow();
  }

  private static String ids(List<String> ids) {
    return ids.stream().collect(Collectors.joining("\",\"", "[\"", "\"]"));
  }

  @Test
  void aWorkspaceIsMadeReadChangedAndDeleted() {
    String policy = policy();
    String rule = rule(application);
    String id =
        made(
            "{\"name\":\"Support\",\"domain\":\"Support.Example.com\",\"policy_id\":\"%s\","
                    .formatted(policy)
                + "\"rule_ids\":[\"%s\",\"%s\"]}".formatted(rule, rule));
    var read = stage.get(ALL + "/SUPPORT.example.com").data();
    assertThat(read.text("workspace_id")).contains(id);
    assertThat(read.text("domain")).contains("support.example.com");
    assertThat(read.flag("auto_group")).contains(true);
    assertThat(read.flag("default")).contains(false);
    assertThat(read.text("policy_id")).contains(policy);
    assertThat(read.texts("rule_ids").orElseThrow()).containsExactly(rule);
    assertThat(stage.get(ALL).list()).hasSize(2);
    String one = ALL + "/" + id;
    var patched = stage.call("PATCH", one, "{\"name\":\"Help\",\"require_approval\":true}").data();
    assertThat(patched.text("name")).contains("Help");
    assertThat(patched.text("policy_id")).contains(policy);
    assertThat(patched.flag("require_approval")).contains(true);
    patched = stage.call("PATCH", one, "{\"policy_id\":null,\"rule_ids\":null}").data();
    assertThat(patched.has("policy_id")).isFalse();
    assertThat(patched.texts("rule_ids").orElseThrow()).isEmpty();
    assertThat(stage.call("DELETE", ALL + "/support.example.com", "").status()).isEqualTo(200);
    assertThat(stage.get(one).status()).isEqualTo(404);
  }

  @Test
  void ofTheDefaultWorkspaceOnlyGuardrailsChange() {
    String one = ALL + "/" + home;
    assertThat(stage.get(one).data().text("name")).contains("Default");
    String policy = policy();
    String body = "{\"policy_id\":\"%s\",\"require_approval\":true}".formatted(policy);
    assertThat(stage.call("PATCH", one, body).data().text("policy_id")).contains(policy);
    refused("PATCH", one, "{\"name\":\"Other\"}", 400, "name");
    refused("PATCH", one, "{\"auto_group\":true}", 400, "auto_group");
    refused("DELETE", one, "", 400, "default workspace");
    assertThat(stage.get(one).data().text("policy_id")).contains(policy);
  }

  private void refused(String method, String path, String body, int status, String named) {
    Answer answer = stage.call(method, path, body);
    assertThat(answer.status()).as(path + body + answer.text()).isEqualTo(status);
    assertThat(answer.json().object("error").orElseThrow().text("message").orElseThrow())
        .contains(named);
  }

  @Test
  void wrongInputIsRefusedByNameAndChangesNothing() {
    made("{\"name\":\"Taken\",\"domain\":\"taken.test\"}");
    String id = made("{\"name\":\"Plain\"}");
    String foreign = rule(stage.key("Other").key().application().id());
    String before = stage.get(ALL).text().replaceAll("\"request_id\":\"[^\"]*\"", "");
    for (String row :
        """
        {} | name is required
        {"name":null} | name is required
        {"name":""} | name must
        {"name":" "} | name must
        {"name":7} | name must be a string
        {"name":"a\\nb"} | name must
        {"name":"LONG"} | name must
        {"name":"a","domain":"taken.test"} | domain
        {"name":"a","domain":"TAKEN.test"} | domain
        {"name":"a","domain":""} | domain must
        {"name":"a","domain":"a b"} | domain must
        {"name":"a","domain":"[192.0.2.1]"} | domain must
        {"name":"a","domain":["x.test"]} | domain must be a string
        {"name":"a","auto_group":true} | auto_group
        {"name":"a","auto_group":"yes"} | auto_group must be a boolean
        {"name":"a","require_approval":1} | require_approval must be a boolean
        {"name":"a","policy_id":""} | policy_id must
        {"name":"a","policy_id":"x"} | policy_id must
        {"name":"a","policy_id":7} | policy_id must be a string
        {"name":"a","policy_id":"NOBODY"} | policy_id
        {"name":"a","rule_ids":"FOREIGN"} | rule_ids must be an array
        {"name":"a","rule_ids":["x"]} | rule_ids[0]
        {"name":"a","rule_ids":[7]} | rule_ids must be an array of strings
        {"name":"a","rule_ids":["NOBODY"]} | rule_ids
        {"name":"a","rule_ids":["FOREIGN"]} | rule_ids
        """
            .lines()
            .toList()) {
      refused("POST", ALL, filled(row, foreign), 400, row.split(" \\| ", 2)[1]);
    }
    for (String row :
        """
        {"name":""} | name must
        {"domain":"other.test"} | domain
        {"auto_group":true} | auto_group
        {"policy_id":""} | policy_id must
        {"policy_id":"NOBODY"} | policy_id
        {"rule_ids":["NOBODY"]} | rule_ids
        {"rule_ids":["FOREIGN"]} | rule_ids
        {"rule_ids":{}} | rule_ids must be an array
        """
            .lines()
            .toList()) {
      refused("PATCH", ALL + "/" + id, filled(row, foreign), 400, row.split(" \\| ", 2)[1]);
    }
    refused("PATCH", ALL + "/taken.test", "{\"name\":\"x\"}", 404, "id");
    assertThat(stage.get(ALL).text().replaceAll("\"request_id\":\"[^\"]*\"", "")).isEqualTo(before);
  }

  private static String filled(String row, String foreign) {
    return row.split(" \\| ", 2)[0]
        .replace("LONG", "x".repeat(257))
        .replace("NOBODY", new UUID(1, 1).toString())
        .replace("FOREIGN", foreign);
  }

  @Test
  void tooManyRulesAreRefused() {
    String many = ids(IntStream.range(0, 10_001).mapToObj(i -> new UUID(i, i).toString()).toList());
    refused("POST", ALL, "{\"name\":\"a\",\"rule_ids\":" + many + "}", 400, "rule_ids");
  }

  @Test
  void anAccountBeginsWhereItIsToldElseByItsDomainElseInTheDefault() {
    String told = made("{\"name\":\"Told\"}");
    String early = stage.agent("early");
    assertThat(workspaceOf(early)).isEqualTo(home);
    String gathering = made("{\"name\":\"Gathering\",\"domain\":\"agents.test\"}");
    assertThat(workspaceOf(stage.agent("ann"))).isEqualTo(gathering);
    String create =
        "{\"provider\":\"nylas\",\"workspace_id\":\"%s\","
            + "\"settings\":{\"email\":\"bob@agents.test\",\"policy_id\":\"%s\"}}";
    String legacy = new UUID(5, 5).toString();
    Answer bob = stage.call("POST", "/v3/connect/custom", create.formatted(told, legacy));
    assertThat(bob.status()).isEqualTo(201);
    assertThat(workspaceOf(bob.id())).isEqualTo(told);
    assertThat(
            stage
                .get("/v3/grants/" + bob.id())
                .data()
                .object("settings")
                .orElseThrow()
                .text("policy_id"))
        .contains(legacy);
    for (String wrong : List.of("", "x", new UUID(1, 1).toString())) {
      refused("POST", "/v3/connect/custom", create.formatted(wrong, legacy), 400, "workspace_id");
    }
    refused("POST", "/v3/connect/custom", create.formatted(told, "x"), 400, "settings.policy_id");
    assertThat(stage.get("/v3/grants?workspace_id=" + told).list()).hasSize(1);
    assertThat(stage.get("/v3/grants?workspace_id=x").list()).isEmpty();
    stage.call("PATCH", ALL + "/" + gathering, "{\"auto_group\":false}");
    assertThat(workspaceOf(stage.agent("late"))).isEqualTo(home);
    stage.call("PATCH", "/v3/grants/" + early, "{\"workspace_id\":\"%s\"}".formatted(told));
    assertThat(workspaceOf(early)).isEqualTo(told);
    refused(
        "PATCH",
        "/v3/grants/" + early,
        "{\"name\":\"New\",\"workspace_id\":\"%s\"}".formatted(new UUID(1, 1)),
        400,
        "workspace_id");
    assertThat(stage.get("/v3/grants/" + early).data().text("name")).contains("early");
  }

  @Test
  void accountsAreAssignedAllOrNone() {
    String one = made("{\"name\":\"One\"}");
    String ann = stage.agent("ann");
    String bob = stage.agent("bob");
    String path = ALL + "/" + one + "/manual-assign";
    String nobody = new UUID(1, 1).toString();
    refused("POST", path, "{}", 400, "assign_grants");
    refused("POST", path, "{\"assign_grants\":[],\"remove_grants\":[]}", 400, "assign_grants");
    refused("POST", path, "{\"assign_grants\":[\"x\"]}", 400, "assign_grants[0]");
    refused("POST", path, "{\"assign_grants\":" + ids(List.of(ann, nobody)) + "}", 400, nobody);
    refused("POST", path, "{\"remove_grants\":" + ids(List.of(nobody)) + "}", 400, nobody);
    String both = ids(List.of(ann));
    refused(
        "POST",
        path,
        "{\"assign_grants\":" + both + ",\"remove_grants\":" + both + "}",
        400,
        "remove_grants");
    String many = ids(Collections.nCopies(501, ann));
    refused("POST", path, "{\"assign_grants\":" + many + "}", 400, "assign_grants");
    refused("POST", path, "{\"remove_grants\":" + many + "}", 400, "remove_grants");
    assertThat(workspaceOf(ann)).isEqualTo(home);
    Answer moved = stage.call("POST", path, "{\"assign_grants\":" + ids(List.of(ann, bob)) + "}");
    assertThat(moved.data().texts("grants_assigned").orElseThrow()).containsExactly(ann, bob);
    Answer back = stage.call("POST", path, "{\"remove_grants\":" + ids(List.of(ann)) + "}");
    assertThat(back.data().texts("grants_removed").orElseThrow()).containsExactly(ann);
    assertThat(List.of(workspaceOf(ann), workspaceOf(bob))).containsExactly(home, one);
    stage.call("DELETE", ALL + "/" + one, "");
    assertThat(workspaceOf(bob)).isEqualTo(home);
  }

  @Test
  void accountsOfTheDefaultWorkspaceAreGroupedInTheBackground() {
    String ann = stage.agent("ann");
    String told = made("{\"name\":\"Told\"}");
    String bob = stage.agent("bob");
    stage.call("PATCH", "/v3/grants/" + bob, "{\"workspace_id\":\"" + told + "\"}");
    String one = made("{\"name\":\"One\",\"domain\":\"agents.test\"}");
    String path = ALL + "/auto-group";
    refused("POST", path, "{\"after_created_at\":-1}", 400, "after_created_at");
    refused("POST", path, "{\"after_created_at\":\"x\"}", 400, "after_created_at");
    refused("POST", path, "{\"specific_domain\":\"a b\"}", 400, "specific_domain");
    refused("POST", path, "{\"invalid_also\":7}", 400, "invalid_also");
    Answer begun = stage.call("POST", path, "{\"specific_domain\":\"AGENTS.test\"}");
    assertThat(begun.status()).as(begun.text()).isEqualTo(202);
    assertThat(begun.data().text("job_id")).isPresent();
    await().until(() -> workspaceOf(ann).equals(one));
    assertThat(workspaceOf(bob)).isEqualTo(told);
    Answer again = stage.call("POST", path, "");
    assertThat(again.status()).isEqualTo(429);
    assertThat(again.response().headers().firstValue("retry-after")).isPresent();
  }

  @Test
  void aPolicyOrRuleThatIsGoneStaysNamedAndMoreCanBeAdded() {
    String first = rule(application);
    String policy = policy();
    String id =
        made(
            "{\"name\":\"a\",\"policy_id\":\"%s\",\"rule_ids\":[\"%s\"]}".formatted(policy, first));
    stage.engine().rules().remove(application, UUID.fromString(first));
    stage.engine().policies().remove(application, UUID.fromString(policy));
    String second = rule(application);
    Answer more =
        stage.call("PATCH", ALL + "/" + id, "{\"rule_ids\":" + ids(List.of(first, second)) + "}");
    assertThat(more.status()).as(more.text()).isEqualTo(200);
    assertThat(more.data().texts("rule_ids").orElseThrow()).containsExactly(first, second);
    assertThat(more.data().text("policy_id")).contains(policy);
    stage.call("PATCH", ALL + "/" + id, "{\"rule_ids\":" + ids(List.of(second)) + "}");
    refused(
        "PATCH", ALL + "/" + id, "{\"rule_ids\":" + ids(List.of(first, second)) + "}", 400, first);
  }

  @Test
  void whoeverReplacesTheRulesAtTheSameTimeReplacesThemWhole() throws InterruptedException {
    String id = made("{\"name\":\"a\"}");
    List<List<String>> sets = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      sets.add(Stream.generate(() -> rule(application)).limit(3).toList());
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.invokeAll(
          sets.stream()
              .<Callable<Answer>>map(set ->
                  () -> stage.call("PATCH", ALL + "/" + id, "{\"rule_ids\":" + ids(set) + "}"))
              .toList());
    }
    assertThat(sets).contains(stage.get(ALL + "/" + id).data().texts("rule_ids").orElseThrow());
  }
}

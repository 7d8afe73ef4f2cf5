package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What commands do when something is in the way: nothing is left half done.
class RulesOfCommandsTest {
  private static final String W = "11111111-1111-1111-1111-111111111111";
  private static final String R = "22222222-2222-2222-2222-222222222222";
  private static final String OLD = "33333333-3333-3333-3333-333333333333";
  private static final String WORKSPACE =
      "{\"workspace_id\":\"%s\",\"name\":\"Default\",\"default\":true,\"rule_ids\":[\"%s\"]}"
          .formatted(W, OLD);
  private static final String RULE = "{\"id\":\"%s\",\"name\":\"Block\"}".formatted(R);
  private static final String NO = "{\"request_id\":\"r-1\",\"error\":{\"message\":\"not now\"}}";

  @TempDir private Path data;
  private FakeApi api;

  @BeforeEach
  void start() throws IOException {
    api = new FakeApi();
    api.use(data);
    api.on("GET /v3/workspaces?limit=200", "{\"data\":[" + WORKSPACE + "]}")
        .on("GET /v3/workspaces/" + W, "{\"data\":" + WORKSPACE + "}")
        .on("GET /v3/rules/" + R, "{\"data\":" + RULE + "}")
        .on("POST /v3/rules", 201, "{\"data\":" + RULE + "}")
        .on("PATCH /v3/workspaces/" + W, "{\"data\":" + WORKSPACE + "}")
        .on("DELETE /v3/rules/" + R, "{\"request_id\":\"r\"}");
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private Prompt script() {
    return Prompt.script(data);
  }

  private int createRule(Prompt prompt) {
    return prompt.run(
        "agent",
        "rule",
        "create",
        "--name",
        "Block",
        "--condition",
        "from.domain,is,spam.example",
        "--action",
        "block",
        "--priority",
        "3",
        "-q");
  }

  @Test
  void aRuleIsMadeAndAddedToTheDefaultWorkspace() {
    Prompt prompt = script();
    assertThat(createRule(prompt)).as(prompt.err()).isZero();
    assertThat(prompt.out()).isEqualTo(R + "\n");
    assertThat(api.asked())
        .contains(
            "POST /v3/rules {\"name\":\"Block\",\"priority\":3,\"match\":{\"operator\":\"all\","
                + "\"conditions\":[{\"field\":\"from.domain\",\"operator\":\"is\","
                + "\"value\":\"spam.example\"}]},\"actions\":[{\"type\":\"block\"}]}")
        .endsWith("PATCH /v3/workspaces/%s {\"rule_ids\":[\"%s\",\"%s\"]}".formatted(W, OLD, R));
  }

  @Test
  void aRuleThatCannotBeAddedIsDeletedAgain() {
    api.on("PATCH /v3/workspaces/" + W, 503, NO);
    Prompt prompt = script();
    assertThat(createRule(prompt)).isEqualTo(1);
    assertThat(prompt.err()).contains("not now (HTTP 503 from http://127.0.0.1:", "request_id r-1");
    assertThat(api.asked()).endsWith("DELETE /v3/rules/" + R);
  }

  @Test
  void aRuleThatCannotBeDeletedIsPutBackWhereItWas() {
    String holder = WORKSPACE.replace(OLD, OLD + "\",\"" + R);
    api.on("GET /v3/workspaces?limit=200", "{\"data\":[" + holder + "]}")
        .on("DELETE /v3/rules/" + R, 503, NO);
    assertThat(script().run("agent", "rule", "delete", R, "--yes")).isEqualTo(1);
    assertThat(api.asked())
        .endsWith(
            "PATCH /v3/workspaces/%s {\"rule_ids\":[\"%s\"]}".formatted(W, OLD),
            "DELETE /v3/rules/" + R,
            "PATCH /v3/workspaces/%s {\"rule_ids\":[\"%s\",\"%s\"]}".formatted(W, OLD, R));
  }

  @Test
  void whatCannotBeUndoneIsAskedOnATerminalAndRefusedWithoutOne() {
    Prompt script = script();
    assertThat(script.run("agent", "rule", "delete", R)).isEqualTo(2);
    assertThat(script.err()).contains("Delete the rule Block?", "Say --yes");
    Prompt no = Prompt.person(data, "\n");
    assertThat(no.run("agent", "rule", "delete", R)).isEqualTo(1);
    assertThat(no.err()).contains("Delete the rule Block? [y/N]", "nothing was done");
    assertThat(api.asked()).noneMatch(call -> call.startsWith("DELETE"));
    assertThat(Prompt.person(data, "Yes\n").run("agent", "rule", "delete", R)).isZero();
    assertThat(api.asked()).anyMatch(call -> call.startsWith("DELETE"));
  }

  @Test
  void anAttachedPolicyIsNotDeleted() {
    String holder = WORKSPACE.replace("\"default\"", "\"policy_id\":\"" + R + "\",\"default\"");
    api.on("GET /v3/policies/" + R, "{\"data\":" + RULE + "}")
        .on("GET /v3/workspaces?limit=200", "{\"data\":[" + holder + "]}");
    Prompt prompt = script();
    assertThat(prompt.run("agent", "policy", "delete", R, "--yes")).isEqualTo(1);
    assertThat(prompt.err()).contains("policy is attached to agent workspaces: Default");
    assertThat(api.asked()).noneMatch(call -> call.startsWith("DELETE"));
  }

  @Test
  void anOptionWinsOverTheSameMemberOfTheRequest() throws IOException {
    Path file = data.resolve("policy.json");
    Files.writeString(file, "{\"name\":\"Old\",\"limits\":{\"limit_storage_total\":-1}}");
    api.on("POST /v3/policies", "{\"data\":" + RULE + "}");
    String[] words = {"agent", "policy", "create", "--name", "New", "--data-file", file.toString()};
    assertThat(script().run(words)).isZero();
    assertThat(script().run("agent", "policy", "create", "--data", "{\"name\":\"B\"}")).isZero();
    assertThat(api.asked())
        .containsExactly(
            "POST /v3/policies {\"name\":\"New\",\"limits\":{\"limit_storage_total\":-1}}",
            "POST /v3/policies {\"name\":\"B\"}");
    assertThat(script().run("agent", "policy", "create", "--data", "{\"name\":")).isEqualTo(2);
  }

  @Test
  void nothingIsAskedForWhatCannotBeMeant() {
    Prompt prompt = script();
    assertThat(prompt.run("agent", "rule", "update", R, "--enabled", "--disabled")).isEqualTo(2);
    assertThat(prompt.run("agent", "rule", "update", R, "--condition", "from.domain,is"))
        .isEqualTo(2);
    assertThat(prompt.run("webhook", "create", "-u", "https://x.example")).isEqualTo(2);
    assertThat(prompt.run("agent", "account", "update", "a@b.example")).isEqualTo(2);
    assertThat(api.asked()).noneMatch(call -> call.startsWith("P"));
  }

  @Test
  void listingsAreReadToTheirEnd() {
    String full =
        IntStream.range(0, 200)
            .mapToObj(i -> "{\"id\":\"a" + i + "\"}")
            .collect(Collectors.joining(",", "{\"data\":[", "]}"));
    api.on("GET /v3/grants?limit=200&offset=0", full)
        .on("GET /v3/grants?limit=200&offset=200", "{\"data\":[{\"id\":\"last\"}]}")
        .on("GET /v3/lists?limit=200", "{\"data\":[{\"id\":\"l1\"}],\"next_cursor\":\"a b\"}")
        .on("GET /v3/lists?limit=200&page_token=a%20b", "{\"data\":[{\"id\":\"l2\"}]}")
        .on(
            "GET /v3/rules?limit=200",
            "{\"data\":{\"items\":[{\"id\":\"r1\"}]},\"next_cursor\":\"c\"}")
        .on(
            "GET /v3/rules?limit=200&page_token=c",
            "{\"data\":{\"items\":[]},\"next_cursor\":\"c\"}");
    Prompt prompt = script();
    assertThat(prompt.run("agent", "account", "list", "-q")).isZero();
    assertThat(prompt.out().lines()).hasSize(201).endsWith("last");
    assertThat(prompt.run("agent", "list", "list", "-q")).isZero();
    assertThat(prompt.out()).isEqualTo("l1\nl2\n");
    assertThat(prompt.run("agent", "rule", "list", "-q")).isEqualTo(1);
    assertThat(prompt.err()).contains("repeats a cursor");
  }

  @Test
  void anAccountThatIsNotNamedMustBeTheOnlyOne() {
    api.on("GET /v3/grants?limit=2", "{\"data\":[]}");
    Prompt prompt = script();
    assertThat(prompt.run("email", "list")).isEqualTo(1);
    assertThat(prompt.err()).contains("there is no account yet");
    api.on("GET /v3/grants?limit=2", "{\"data\":[{\"id\":\"a\"},{\"id\":\"b\"}]}");
    assertThat(prompt.run("email", "list")).isEqualTo(1);
    assertThat(prompt.err()).contains("name one with --agent");
    api.on("GET /v3/grants?limit=2", "{\"data\":[{\"id\":\"a\"}]}")
        .on("GET /v3/grants/a/messages?limit=10", "{\"data\":[{\"id\":\"m\"}]}");
    assertThat(prompt.run("email", "list", "--all-folders", "-q")).isZero();
    assertThat(prompt.out()).isEqualTo("m\n");
  }

  @Test
  void twoListsOfOneNameAreToldApartByTheirIds() {
    api.on(
        "GET /v3/lists?limit=200",
        "{\"data\":[{\"id\":\"l1\",\"name\":\"A\"},{\"id\":\"l2\",\"name\":\"a\"}]}");
    Prompt prompt = script();
    assertThat(prompt.run("agent", "list", "get", "a")).isEqualTo(1);
    assertThat(prompt.err()).contains("several of the name a", "l1, l2");
    assertThat(prompt.run("agent", "list", "get", "b")).isEqualTo(1);
    assertThat(prompt.err()).contains("there is no list b");
  }

  @Test
  void anAppPasswordIsReadFromTheInput() {
    api.on("GET /v3/grants/a", "{\"data\":{\"id\":\"a\",\"email\":\"a@b.example\",\"name\":\"A\"}}")
        .on("PATCH /v3/grants/a", "{\"data\":{\"id\":\"a\"}}");
    Prompt prompt = Prompt.script(data, "Sample-Passw0rd-2026\n");
    assertThat(prompt.run("agent", "account", "update", "a", "--app-password", "-")).isZero();
    assertThat(api.asked())
        .endsWith(
            "PATCH /v3/grants/a {\"settings\":{\"email\":\"a@b.example\","
                + "\"app_password\":\"Sample-Passw0rd-2026\"},\"name\":\"A\"}");
    assertThat(prompt.out()).doesNotContain("Passw0rd");
  }

  @Test
  void coloursAreForTerminalsOnly() {
    api.on("GET /v3/grants?limit=200&offset=0", "{\"data\":[{\"id\":\"a\",\"blocked\":true}]}");
    Prompt person = Prompt.person(data, "");
    assertThat(person.run("agent", "account", "list")).isZero();
    boolean wanted = System.getenv("NO_COLOR") == null;
    assertThat(person.out().contains("\u001B[31mblocked")).isEqualTo(wanted);
    assertThat(person.run("agent", "account", "list", "--no-color")).isZero();
    assertThat(person.out()).contains("blocked").doesNotContain("\u001B");
    Prompt script = script();
    assertThat(script.run("agent", "account", "list")).isZero();
    assertThat(script.out()).contains("blocked").doesNotContain("\u001B");
  }
}

package dev.postern.conformance.guardrails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.postern.conformance.client.Api;
import dev.postern.conformance.client.Hook;
import dev.postern.conformance.client.Imap;
import dev.postern.conformance.client.Json;
import dev.postern.conformance.client.Smtp;
import dev.postern.conformance.peer.Postern;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Whoever runs many agents, call by call as the official command line makes them: the rows of
/// spec/api-admin.md section 13. Rows 16 and 17 (evaluation that breaks, signed requests) are tests
/// of the gateway module.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdministrationTest {
  private static final String GOOD = "Conformance-2026-Passw0rd";

  private Postern server;
  private Api api;
  private final Map<String, String> grants = new HashMap<>();

  @BeforeAll
  void start() throws IOException {
    server = Postern.start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /// Each test has an application to itself.
  @BeforeEach
  void found() throws IOException {
    Map<String, ?> application = Map.of("application", "app-" + UUID.randomUUID());
    Api.Answer made = server.api().post("/v3/admin/api-keys", application);
    api = server.api().with(made.data().path("api_key").asString());
  }

  private String agent(String name) throws IOException {
    String address = name.toLowerCase(Locale.ROOT) + UUID.randomUUID() + "@agents.localhost";
    Map<String, ?> settings = Map.of("email", address, "app_password", server.password());
    Map<String, ?> body = Map.of("provider", "nylas", "name", name, "settings", settings);
    grants.put(address, made("/v3/connect/custom", body).path("id").asString());
    return address;
  }

  private String grant(String address) {
    return Objects.requireNonNull(grants.get(address));
  }

  private Api.Answer create(String email, Map<String, ?> settings) throws IOException {
    var all = new HashMap<String, Object>(settings);
    all.put("email", email);
    return api.post("/v3/connect/custom", Map.of("provider", "nylas", "settings", all));
  }

  private static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  private JsonNode made(String path, Map<String, ?> body) throws IOException {
    Api.Answer answer = api.post(path, body);
    assertThat(answer.status()).as("%s", answer.json()).isBetween(200, 201);
    return answer.data();
  }

  private void refused(int status, String word, Api.Answer answer) {
    assertThat(answer.status()).as("%s", answer.json()).isEqualTo(status);
    assertThat(answer.json().path("error").path("message").asString()).contains(word);
    assertThat(answer.json().path("request_id").asString()).isNotEmpty();
  }

  // Rows 1 and 2.
  @Test
  void anEmptyServerHasItsConnectorAndMakesEachAccountOnce() throws IOException {
    List<JsonNode> connectors = list(api.get("/v3/connectors").data());
    assertThat(connectors).anyMatch(each -> each.path("provider").asString().equals("nylas"));
    String ann = "ann" + UUID.randomUUID() + "@agents.localhost";
    JsonNode plain = create(ann, Map.of()).data();
    assertThat(plain.path("settings").path("has_app_password").asBoolean()).isFalse();
    assertThatThrownBy(() -> Imap.login(server, ann, GOOD))
        .hasMessageContaining("AUTHENTICATIONFAILED");
    JsonNode again = create(ann.replace("ann", "Ann"), Map.of("app_password", GOOD)).data();
    assertThat(again.path("id").asString()).isEqualTo(plain.path("id").asString());
    assertThat(api.get("/v3/grants?limit=200&offset=0").data().size()).isEqualTo(1);
    Imap.login(server, ann, GOOD).close();
  }

  // Row 3.
  @ParameterizedTest
  @CsvSource({
    "Aa1bcdefghijklmno, 400",
    "Aa1bcdefghijklmnop, 201",
    "Aa1bcdefghijklmnopqrstuvwxyz0123456789AB, 201",
    "Aa1bcdefghijklmnopqrstuvwxyz0123456789ABC, 400",
    "Aa1bcdefgh ijklmnop, 400",
    "Aa1bcdefghijklmnö, 400",
    "aa1bcdefghijklmnop, 400",
    "AA1BCDEFGHIJKLMNOP, 400",
    "Aaabcdefghijklmnop, 400"
  })
  void aPasswordHasItsRules(String password, int status) throws IOException {
    Api.Answer answer =
        create("a" + UUID.randomUUID() + "@agents.localhost", Map.of("app_password", password));
    assertThat(answer.status()).isEqualTo(status);
    if (status == 400) {
      String text = answer.json().path("error").path("message").asString();
      assertThat(text).contains("app_password").doesNotContain("not allowed", "unknown field");
    }
  }

  // Row 4.
  @Test
  void aNameAndAPasswordAreChangedOneWithoutTheOther() throws IOException {
    String ann = agent("Ann");
    String path = "/v3/grants/" + grant(ann);
    assertThat(api.send("PATCH", path, "{\"name\":\"Other\"}").status()).isEqualTo(200);
    Imap.login(server, ann).close();
    String settings =
        Json.write(Map.of("settings", Map.of("email", ann, "app_password", GOOD + "x")));
    assertThat(api.send("PATCH", path, settings).data().path("name").asString()).isEqualTo("Other");
    Imap.login(server, ann, GOOD + "x").close();
  }

  // Row 5.
  @Test
  void theDefaultWorkspaceIsThereForGood() throws IOException {
    JsonNode usual =
        list(api.get("/v3/workspaces").data()).stream()
            .filter(each -> each.path("default").asBoolean())
            .findFirst()
            .orElseThrow();
    String path = "/v3/workspaces/" + usual.path("workspace_id").asString();
    assertThat(api.send("DELETE", path, null).status()).isEqualTo(400);
    assertThat(api.send("PATCH", path, "{\"name\":\"mine\"}").status()).isEqualTo(400);
    String policy = made("/v3/policies", Map.of("name", "p")).path("id").asString();
    Api.Answer patched = api.send("PATCH", path, Json.write(Map.of("policy_id", policy)));
    assertThat(patched.data().path("policy_id").asString()).isEqualTo(policy);
    assertThat(api.send("PATCH", path, "{\"policy_id\":\"\"}").status()).isEqualTo(400);
    assertThat(
            api.send("PATCH", path, "{\"policy_id\":null}").data().path("policy_id").asString(""))
        .isEmpty();
  }

  // Row 6.
  @Test
  void fiveHundredAccountsMoveAtOnceAndNoMore() throws IOException {
    String team = made("/v3/workspaces", Map.of("name", "t")).path("workspace_id").asString();
    String path = "/v3/workspaces/" + team + "/manual-assign";
    List<String> ids = Collections.nCopies(501, UUID.randomUUID().toString());
    refused(400, "500", api.post(path, Map.of("assign_grants", ids)));
    refused(400, "assign_grants", api.post(path, Map.of()));
  }

  // Row 7.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"name":"p","spam_detection":{"spam_sensitivity":5.1}} | spam_sensitivity
          {"name":"p","spam_detection":{"spam_sensitivity":0}} | spam_sensitivity
          {"name":"p","spam_detection":{"spam_sensitivity":"1"}} | spam_sensitivity
          {"name":"p","limits":{"limit_inbox_retention_period":30,"limit_spam_retention_period":30}} | limit_spam_retention_period
          {"name":"p","limits":{"limit_storage_total":-2}} | limit_storage_total
          {"name":"p","limits":{"limit_storage_total":1.5}} | limit_storage_total
          {"name":"p","limits":{"limit_storage_total":"1"}} | limit_storage_total
          {"name":"p","limits":{"limit_attachment_allowed_types":["image"]}} | limit_attachment_allowed_types
          {"name":"p","limits":[]} | limits
          {"name":""} | name
          {} | name
          """)
  void aPolicyIsRefusedWithTheFieldThatIsWrong(String body, String field) throws IOException {
    refused(400, field, api.send("POST", "/v3/policies", body));
    assertThat(api.get("/v3/policies").data().size()).isZero();
  }

  @Test
  void aPlanIsTheMostThatAPolicyMayAllow() throws IOException {
    try (Postern planned = Postern.start("limits.plan=free")) {
      Api other = planned.api();
      Api.Answer beyond =
          other.post(
              "/v3/policies",
              Map.of("name", "p", "limits", Map.of("limit_inbox_retention_period", 31)));
      refused(403, "for this plan", beyond);
      JsonNode made = other.post("/v3/policies", Map.of("name", "p")).data();
      assertThat(made.path("limits").path("limit_inbox_retention_period").asInt()).isEqualTo(30);
      Map<String, ?> rule = rule(Map.of("field", "from.tld", "operator", "is", "value", "zip"));
      for (int i = 0; i < 5; i++) {
        assertThat(other.post("/v3/rules", rule).status()).isEqualTo(201);
      }
      refused(
          403, "Maximum number of rules (5) reached for this plan", other.post("/v3/rules", rule));
    }
  }

  private static Map<String, ?> rule(Map<String, ?> condition) {
    return Map.of(
        "name",
        "r",
        "match",
        Map.of("conditions", List.of(condition)),
        "actions",
        List.of(Map.of("type", "block")));
  }

  // Row 8.
  @Test
  void rulesComeInTheShapeThatClientsKnow() throws IOException {
    JsonNode none = api.get("/v3/rules").json();
    assertThat(none.path("data").path("items").isArray()).isTrue();
    assertThat(none.path("data").path("items").size()).isZero();
    assertThat(none.has("next_cursor")).isFalse();
    var made = new ArrayList<String>();
    Map<String, ?> rule = rule(Map.of("field", "from.tld", "operator", "is", "value", "zip"));
    for (int i = 0; i < 5; i++) {
      made.add(made("/v3/rules", rule).path("id").asString());
    }
    var seen = new ArrayList<String>();
    String cursor = "";
    do {
      JsonNode page = api.get("/v3/rules?limit=2" + cursor).json();
      list(page.path("data").path("items")).forEach(each -> seen.add(each.path("id").asString()));
      assertThat(page.has("next_cursor")).isEqualTo(page.path("data").has("next_cursor"));
      cursor = page.has("next_cursor") ? "&page_token=" + page.path("next_cursor").asString() : "";
    } while (!cursor.isEmpty());
    assertThat(seen).containsExactlyInAnyOrderElementsOf(made);
  }

  // Rows 9, 10, 11.
  @Test
  void aRuleThatCannotBeMeantIsRefused() throws IOException {
    refused(
        400,
        "inbound",
        api.post(
            "/v3/rules",
            rule(Map.of("field", "recipient.domain", "operator", "is", "value", "x.test"))));
    Map<String, ?> two =
        Map.of(
            "name",
            "r",
            "match",
            Map.of(
                "conditions",
                List.of(Map.of("field", "from.tld", "operator", "is", "value", "zip"))),
            "actions",
            List.of(Map.of("type", "block"), Map.of("type", "archive")));
    refused(400, "block", api.post("/v3/rules", two));
    String unknown = UUID.randomUUID().toString();
    refused(
        400,
        unknown,
        api.post(
            "/v3/rules",
            rule(
                Map.of("field", "from.domain", "operator", "in_list", "value", List.of(unknown)))));
    String tlds = made("/v3/lists", Map.of("name", "l", "type", "tld")).path("id").asString();
    refused(
        400,
        tlds,
        api.post(
            "/v3/rules",
            rule(Map.of("field", "from.domain", "operator", "in_list", "value", tlds))));
    assertThat(api.get("/v3/rules").data().path("items").size()).isZero();
  }

  // Rows 12 and 13.
  @Test
  void itemsComeAndGoByTheThousand() throws IOException {
    String id = made("/v3/lists", Map.of("name", "l", "type", "domain")).path("id").asString();
    String items = "/v3/lists/" + id + "/items";
    List<String> thousand = IntStream.range(0, 1000).mapToObj(i -> "d" + i + ".test").toList();
    assertThat(made(items, Map.of("items", thousand)).path("items_count").asInt()).isEqualTo(1000);
    Api.Answer removed = api.send("DELETE", items, "{\"items\":[\"D1.TEST\",\"none.test\"]}");
    assertThat(removed.data().path("items_count").asInt()).isEqualTo(999);
    var more = new ArrayList<>(thousand);
    more.add("one.test");
    refused(400, "1000", api.post(items, Map.of("items", more)));
    refused(400, "500", api.post(items, Map.of("items", List.of("fine.test", "x".repeat(501)))));
    assertThat(api.get("/v3/lists/" + id).data().path("items_count").asInt()).isEqualTo(999);
  }

  // Row 14.
  @Test
  void whatIsBlockedAtTheDoorIsNotedWithoutAMessage() throws IOException {
    String ann = agent("ann");
    String rule =
        made(
                "/v3/rules",
                rule(Map.of("field", "from.domain", "operator", "is", "value", "Spam.test")))
            .path("id")
            .asString();
    String path = "/v3/workspaces/" + defaultWorkspace();
    api.send("PATCH", path, Json.write(Map.of("rule_ids", List.of(rule))));
    try (Smtp smtp = Smtp.mx(server)) {
      smtp.command("MAIL FROM:<x@spam.test>", "250");
      smtp.command("RCPT TO:<" + ann + ">", "550");
    }
    String evaluations = "/v3/grants/" + grant(ann) + "/rule-evaluations";
    JsonNode told = api.get(evaluations).data().get(0);
    assertThat(told.path("evaluation_stage").asString()).isEqualTo("smtp_rcpt");
    assertThat(told.path("message_id").asString("")).isEmpty();
    assertThat(told.path("matched_rule_ids").get(0).asString()).isEqualTo(rule);
    assertThat(told.path("evaluation_input").path("from_domain").asString()).isEqualTo("spam.test");
    try (Smtp smtp = Smtp.mx(server)) {
      smtp.send("x@fine.test", ann, "From: <x@spam.test>\r\nSubject: s\r\n\r\nx\r\n");
    } catch (IOException refused) {
      assertThat(refused).hasMessageStartingWith("550 5.7.1");
    }
    assertThat(api.get("/v3/grants/" + grant(ann) + "/messages").data().size()).isZero();
  }

  private String defaultWorkspace() throws IOException {
    return api.get("/v3/applications").data().path("default_workspace_id").asString();
  }

  // Row 18.
  @Test
  void grantsAreFoundAtOnceByWhateverIsAsked() throws IOException {
    String team = made("/v3/workspaces", Map.of("name", "t")).path("workspace_id").asString();
    for (int i = 0; i < 3; i++) {
      String agent = agent("a" + i);
      assertThat(api.get("/v3/grants?email=" + agent).data().size()).isEqualTo(1);
      if (i > 0) {
        made(
            "/v3/workspaces/" + team + "/manual-assign",
            Map.of("assign_grants", List.of(grant(agent))));
      }
    }
    assertThat(api.get("/v3/grants?workspace_id=" + team).data().size()).isEqualTo(2);
    assertThat(api.get("/v3/grants?workspace_id=" + defaultWorkspace()).data().size()).isEqualTo(1);
    assertThat(api.get("/v3/grants?workspace_id=" + UUID.randomUUID()).data().size()).isZero();
    assertThat(list(api.get("/v3/grants?sort_by=created_at&order_by=asc").data()))
        .extracting(grant -> grant.path("name").asString())
        .containsExactly("a0", "a1", "a2");
  }

  // Row 19.
  @Test
  void aDeletedAccountIsSignedOutAndToldOf() throws Exception {
    String ann = agent("ann");
    try (Hook hook = new Hook();
        Imap imap = Imap.login(server, ann)) {
      made(
          "/v3/webhooks",
          Map.of("trigger_types", List.of("grant.deleted"), "webhook_url", hook.url()));
      assertThat(api.send("DELETE", "/v3/grants/" + grant(ann), null).status()).isEqualTo(200);
      await()
          .atMost(Duration.ofSeconds(2))
          .untilAsserted(
              () -> assertThatThrownBy(() -> imap.command("NOOP")).isInstanceOf(IOException.class));
      await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> !hook.events("grant.deleted", grant(ann)).isEmpty());
    }
  }

  // The kill switch.
  @Test
  void aBlockedAgentIsStoppedEverywhere() throws Exception {
    String ann = agent("ann");
    String bob = agent("bob");
    String path = "/v3/grants/" + grant(ann);
    try (Imap imap = Imap.login(server, ann);
        Smtp smtp = Smtp.submission(server, ann)) {
      Api.Answer blocked = api.send("PATCH", path, "{\"blocked\":true}");
      assertThat(blocked.data().path("blocked").asBoolean()).isTrue();
      await()
          .atMost(Duration.ofSeconds(5))
          .pollInterval(Duration.ofMillis(20))
          .untilAsserted(() -> {
            assertThatThrownBy(() -> imap.command("NOOP")).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> smtp.command("NOOP", "250")).isInstanceOf(IOException.class);
          });
    }
    assertThatThrownBy(() -> Imap.login(server, ann)).hasMessageContaining("NO [CONTACTADMIN]");
    assertThatThrownBy(() -> Smtp.submission(server, ann)).hasMessageStartingWith("525 5.7.13");
    Map<String, ?> mail = Map.of("to", List.of(Map.of("email", bob)), "subject", "s", "body", "x");
    assertThat(api.post(path + "/messages/send", mail).status()).isEqualTo(423);
    try (Smtp smtp = Smtp.mx(server)) {
      smtp.send("peer@example.net", ann, "Subject: still received\r\n\r\nx\r\n");
    }
    assertThat(api.get(path + "/messages").data().size()).isEqualTo(1);
    assertThat(api.send("PATCH", path, "{\"blocked\":false}").status()).isEqualTo(200);
    Imap.login(server, ann).close();
    assertThat(api.post(path + "/messages/send", mail).status()).isEqualTo(200);
  }

  // Row 20.
  @Test
  void everyRefusalIsAnEnvelope() throws IOException {
    for (String call :
        List.of(
            "GET /v3/policies/nonsense",
            "GET /v3/rules/" + UUID.randomUUID(),
            "PUT /v3/rules/" + UUID.randomUUID(),
            "GET /v3/lists/" + UUID.randomUUID() + "/items",
            "DELETE /v3/workspaces/nowhere.test",
            "POST /v3/workspaces",
            "POST /v3/policies",
            "POST /v3/rules",
            "POST /v3/lists",
            "PATCH /v3/workspaces/" + UUID.randomUUID(),
            "PUT /v3/nothing",
            "PATCH /v3/rules")) {
      String[] words = call.split(" ", 2);
      for (String body : List.of("{}", "[]", "{", "null", "{\"name\":7}")) {
        Api.Answer answer = api.send(words[0], words[1], words[0].equals("GET") ? null : body);
        assertThat(answer.status()).as(call + " " + body).isBetween(400, 499);
        assertThat(answer.json().path("request_id").asString()).as(call).isNotEmpty();
        assertThat(answer.json().path("error").path("type").asString()).as(call).isNotEmpty();
      }
    }
  }
}

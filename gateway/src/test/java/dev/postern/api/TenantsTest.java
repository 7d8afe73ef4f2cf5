package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.api.ApiStage.Answer;
import dev.postern.auth.ApiKeys;
import dev.postern.lint.Lint;
import dev.postern.lint.LintKind;
import dev.postern.mailbox.Agent;
import dev.postern.v3.JsonBody;
import dev.postern.webhook.Webhook;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two applications on one server: whatever one of them asks of the other's things, by any route,
/// is answered as if they did not exist, and changes nothing.
///
/// Ann is of the first application and has one of everything. Bob is of the other one and has
/// nothing; Amy is of the first, and her access token must not reach Ann either.
class TenantsTest {
  private static final long SEED = Long.getLong("postern.seed", 20_261_122L);
  private static final Set<String> WRITES = Set.of("POST", "PUT", "PATCH");

  /// Parameters whose values are no tenant's.
  private static final Map<String, String> COMMON = Map.of("provider", "nylas", "job", "any");

  /// Routes of the person who runs the server, and those that name no tenant's thing.
  private static final Set<String> FIRST_ONLY =
      Set.of(
          "DELETE /v3/admin/api-keys/{api_key}",
          "GET /v3/admin/devices/{device}",
          "DELETE /v3/admin/devices/{device}");

  /// Where an attachment is: a parameter of the query.
  private static final String HOLDER = "message_id";

  private final Random random = new Random(SEED);
  private final Map<String, List<String>> owned = new LinkedHashMap<>();
  private final List<String> secrets = new ArrayList<>();
  @TempDir private Path directory;
  private ApiStage stage;
  private String ann;
  private String annToken;
  private String otherKey;
  private String bob;
  private List<String> strangers;

  @BeforeEach
  void start() throws IOException {
    stage = new ApiStage(directory);
    ann = stage.agent("ann");
    String amy = stage.agent("amy");
    ApiKeys.Made other = stage.key("Other");
    otherKey = other.secret();
    bob =
        stage
            .as(
                otherKey,
                "POST",
                "/v3/connect/custom",
                "{\"provider\":\"nylas\",\"settings\":{\"email\":\"bob@agents.test\"}}")
            .id();
    annToken = token(ApiStage.KEY, ann);
    strangers = List.of(otherKey, token(otherKey, bob), token(ApiStage.KEY, amy));
    own("grant", ann, "grant:" + ann, "ann@agents.test", "email:Ann@agents.test");
    fill();
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private String token(String key, String grant) {
    return stage
        .as(key, "POST", "/v3/grants/" + grant + "/tokens", "{}")
        .data()
        .text("access_token")
        .orElseThrow();
  }

  private void own(String parameter, String... values) {
    owned.put(parameter, List.of(values));
  }

  private String own(String parameter) {
    return owned.getOrDefault(parameter, List.of()).getFirst();
  }

  private String made(String method, String path, String body) {
    Answer answer = stage.call(method, path, body);
    assertThat(answer.status()).as(path + " " + answer.text()).isBetween(200, 299);
    return answer.data().text("id").or(() -> answer.data().text("schedule_id")).orElseThrow();
  }

  // One of everything that a path can name.
  private void fill() {
    String base = "/v3/grants/" + ann;
    String to = "\"to\":[{\"email\":\"ann@agents.test\"}],\"subject\":\"s\",\"body\":\"b\"";
    own("folder", made("POST", base + "/folders", "{\"name\":\"Ann's\"}"));
    own(
        "draft",
        made(
            "POST",
            base + "/drafts",
            "{"
                + to
                + ",\"attachments\":[{\"filename\":\"a.txt\",\"content_type\":\"text/plain\","
                + "\"content\":\"YQ==\"}]}"));
    long later = Instant.now().plus(Duration.ofDays(1)).getEpochSecond();
    own(
        "schedule",
        made("POST", base + "/messages/send", "{" + to + ",\"send_at\":" + later + "}"));
    own("message", made("POST", base + "/messages/send", "{" + to + "}"));
    Awaitility.await().until(() -> stage.get(base + "/messages?in=INBOX").list().size() == 1);
    JsonBody message = stage.get(base + "/messages/" + own("message")).data();
    own("thread", message.text("thread_id").orElseThrow());
    JsonBody draft = stage.get(base + "/drafts/" + own("draft")).data();
    own(
        "attachment",
        draft.objects("attachments").orElseThrow().getFirst().text("id").orElseThrow());
    JsonBody application = stage.get("/v3/applications").data();
    own("service_account", made("POST", "/v3/admin/service-accounts", "{\"name\":\"annsops\"}"));
    own("application", application.text("application_id").orElseThrow());
    own(
        "device",
        made(
            "POST",
            "/v3/admin/devices",
            "{\"name\":\"d\",\"network\":\"192.0.2.7\",\"grant_id\":\"" + ann + "\"}"));
    Lint lint =
        new Lint(
            Optional.of(UUID.fromString(ann)),
            "annsprinter",
            LintKind.NO_DATE,
            Instant.now(),
            Instant.now(),
            1);
    stage.engine().lints().add(List.of(lint), 9);
    secrets.add("annsprinter");
    stage.call("POST", "/v3/admin/suppressions", "{\"address\":\"x@example.org\"}");
    own("address", "x@example.org");
    Agent agent = Agent.of(stage.mail(), stage.account(ann));
    own("queued", Long.toString(QueueRoutesTest.enqueue(agent, "queued@ann-only.test")));
    secrets.add("queued@ann-only.test");
    own("approval", ApprovalsRoutesTest.hold(stage, ann, "Ann's plea").id().toString());
    secrets.add("Ann's plea");
    own("api_key", stage.get("/v3/admin/api-keys").list().getFirst().text("id").orElseThrow());
    own(
        "domain",
        made("POST", "/v3/admin/domains", "{\"domain_address\":\"ann.agents.localhost\"}"),
        "ann.agents.localhost");
    own(
        "alias",
        made(
            "POST",
            "/v3/admin/domains/ann.agents.localhost/aliases",
            "{\"address\":\"ann.s\",\"grant_id\":\"" + ann + "\"}"),
        "ann.s@ann.agents.localhost");
    own(
        "redirect_uri",
        made("POST", "/v3/applications/redirect-uris", "{\"url\":\"https://ann.test/\"}"));
    own("webhook", webhook(UUID.fromString(own("application"))));
    own(
        "workspace",
        stage
            .call("POST", "/v3/workspaces", "{\"name\":\"w\",\"domain\":\"ws.ann-only.test\"}")
            .data()
            .text("workspace_id")
            .orElseThrow(),
        application.text("default_workspace_id").orElseThrow(),
        "ws.ann-only.test");
    own("policy", made("POST", "/v3/policies", "{\"name\":\"ann's policy\"}"));
    own("list", made("POST", "/v3/lists", "{\"name\":\"ann's list\",\"type\":\"domain\"}"));
    own(
        "rule",
        made(
            "POST",
            "/v3/rules",
            "{\"name\":\"ann's rule\",\"match\":{\"conditions\":[{\"field\":\"from.domain\","
                + "\"operator\":\"in_list\",\"value\":[\""
                + own("list")
                + "\"]}]},\"actions\":[{\"type\":\"block\"}]}"));
    secrets.addAll(owned.values().stream().flatMap(List::stream).toList());
    // A number that is in many texts; the recipient above tells as well.
    secrets.remove(own("queued"));
  }

  // It is paused, so that it need not answer.
  private String webhook(UUID application) {
    Instant now = Instant.now();
    Webhook made =
        new Webhook(
            UUID.randomUUID(),
            application,
            Set.of("message.created"),
            "https://ann.test/hook",
            "",
            List.of(),
            false,
            "00ff",
            Webhook.Status.PAUSED,
            now,
            now,
            now);
    stage.engine().webhooks().create(made);
    return made.id().toString();
  }

  @Test
  void anothersThingsAreAnsweredAsIfTheyDidNotExist() {
    Map<String, String> before = everything();
    List<Route> routes = new ArrayList<>(stage.door().routes());
    Collections.shuffle(routes, random);
    int walked = 0;
    for (Route route : routes) {
      Set<String> names = names(route);
      if (names.stream().noneMatch(owned::containsKey)) {
        continue;
      }
      for (String stranger : strangers) {
        for (String grant :
            names.contains("grant") ? owned.getOrDefault("grant", List.of()) : List.of("")) {
          walked++;
          compare(route, stranger, grant, Map.of("grant", grant));
        }
      }
      names.removeAll(COMMON.keySet());
      if (names.contains("grant") && names.size() > 1) {
        compare(route, otherKey, bob, Map.of());
        compare(route, strangers.get(1), "me", Map.of());
      }
    }
    assertThat(walked).as(seed()).isGreaterThan(100);
    assertThat(everything()).as(seed()).isEqualTo(before);
    assertThat(stage.as(annToken, "GET", "/v3/grants/me", "").status()).isEqualTo(200);
  }

  // The same request with the owner's ids and with ids of nobody.
  private void compare(Route route, String bearer, String grant, Map<String, String> foreign) {
    Map<String, String> real = new LinkedHashMap<>();
    Map<String, String> madeUp = new LinkedHashMap<>();
    for (String name : names(route)) {
      boolean given = name.equals("grant") && !grant.isEmpty();
      String value = given ? grant : value(route, name);
      real.put(name, value);
      boolean stays = COMMON.containsKey(name) || (given && foreign.isEmpty());
      madeUp.put(name, stays ? value : unlike(value));
    }
    real.put(HOLDER, own("draft"));
    madeUp.put(HOLDER, unlike(own("draft")));
    Answer answer = call(route, bearer, real);
    Answer nothing = call(route, bearer, madeUp);
    String what = "%s %s as %s".formatted(line(route), real, bearer.substring(0, 4));
    assertThat(shape(answer, real)).as(seed() + what).isEqualTo(shape(nothing, madeUp));
    boolean allowed = bearer.equals(otherKey) && !FIRST_ONLY.contains(line(route));
    if (allowed) {
      assertThat(answer.status()).as(seed() + what + answer.text()).isEqualTo(404);
    } else {
      assertThat(answer.status()).as(seed() + what + answer.text()).isIn(403, 404);
    }
  }

  private String value(Route route, String name) {
    if (COMMON.containsKey(name)) {
      return COMMON.get(name);
    }
    List<String> values = owned.get(name);
    if (values == null) {
      throw new AssertionError(
          line(route)
              + " has a parameter {"
              + name
              + "} that this test cannot fill: let Ann own one");
    }
    return values.get(random.nextInt(values.size()));
  }

  // A value of the same form that names nothing.
  private String unlike(String value) {
    StringBuilder other = new StringBuilder();
    int prefix = value.indexOf(':') + 1;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean host = value.indexOf('@') >= 0 && i >= value.indexOf('@');
      other.append(
          i < prefix || host
              ? c
              : c >= '0' && c <= '9'
                  ? (char) ('0' + random.nextInt(10))
                  : c >= 'a' && c <= 'f' ? (char) ('a' + random.nextInt(6)) : c);
    }
    return other.toString().equals(value) ? value.replaceFirst("[a-z]", "x") : other.toString();
  }

  private Answer call(Route route, String bearer, Map<String, String> values) {
    String path =
        "/"
            + route.pattern().stream()
                .map(part ->
                    part.startsWith("{") ? values.get(part.substring(1, part.length() - 1)) : part)
                .collect(Collectors.joining("/"));
    String query = values.containsKey("attachment") ? "?message_id=" + values.get(HOLDER) : "";
    return stage.as(
        bearer, route.method(), path + query, WRITES.contains(route.method()) ? BODY : "");
  }

  // What any route could take.
  private static final String BODY =
      """
      {"name":"taken","unread":false,"starred":true,"subject":"taken","body":"taken",
       "to":[{"email":"bob@agents.test"}],"url":"https://other.test/","expires_in":60,
       "settings":{},"status":"pause","description":"taken","items":["taken.test"]}
      """;

  // All of an answer but its request and the ids that the request itself named.
  private static String shape(Answer answer, Map<String, String> named) {
    String text = answer.text().replaceAll("\"request_id\":\"[^\"]*\"", "");
    for (String value : named.values()) {
      text = text.replace(value, "ID");
    }
    return answer.status() + " " + text;
  }

  // What the owner sees of it all.
  private Map<String, String> everything() {
    Map<String, String> seen = new TreeMap<>();
    String base = "/v3/grants/" + ann;
    for (String path :
        List.of(
            "/v3/grants",
            "/v3/webhooks",
            "/v3/workspaces",
            "/v3/applications",
            "/v3/applications/redirect-uris",
            "/v3/admin/api-keys",
            "/v3/admin/service-accounts",
            "/v3/admin/suppressions",
            "/v3/admin/queue",
            "/v3/approvals",
            "/v3/admin/domains",
            "/v3/admin/domains/ann.agents.localhost/aliases",
            "/v3/admin/devices",
            "/v3/admin/lints",
            "/v3/policies",
            "/v3/rules",
            "/v3/lists",
            "/v3/lists/" + own("list") + "/items",
            base,
            base + "/messages",
            base + "/threads",
            base + "/drafts",
            base + "/folders",
            base + "/rule-evaluations",
            base + "/messages/schedules")) {
      Answer answer = stage.get(path);
      assertThat(answer.status()).as(path).isEqualTo(200);
      seen.put(path, shape(answer, Map.of()));
    }
    return seen;
  }

  @Test
  void noListingShowsWhatIsAnothers() {
    for (Route route : stage.door().routes()) {
      if (!route.method().equals("GET") || !names(route).isEmpty()) {
        continue;
      }
      for (String stranger : List.of(otherKey, strangers.get(1))) {
        for (String query :
            List.of("", "?email=ann@agents.test", "?workspace_id=" + own("workspace"))) {
          Answer answer = call(route, query, stranger);
          if (!line(route).equals("GET /openapi.json")) {
            assertThat(secrets).as(line(route)).noneMatch(answer.text()::contains);
          }
        }
      }
    }
  }

  private Answer call(Route route, String query, String bearer) {
    return stage.as(bearer, "GET", "/" + String.join("/", route.pattern()) + query, "");
  }

  @Test
  void whatABodyOrAQueryNamesIsLookedForInOnesOwnOnly() {
    Map<String, String> before = everything();
    String message = own("message");
    String base = "/v3/grants/" + bob;
    List<List<String>> calls =
        List.of(
            List.of("GET", base + "/messages?thread_id=ID", own("thread"), ""),
            List.of("GET", base + "/messages?in=ID", own("folder"), ""),
            List.of("GET", "/v3/grants?workspace_id=ID", own("workspace"), ""),
            List.of(
                "POST",
                base + "/drafts",
                message,
                "{\"subject\":\"x\",\"reply_to_message_id\":\"ID\"}"),
            List.of(
                "POST", base + "/folders", own("folder"), "{\"name\":\"x\",\"parent_id\":\"ID\"}"),
            List.of("PATCH", base, own("workspace"), "{\"workspace_id\":\"ID\"}"));
    for (List<String> call : calls) {
      String id = call.get(2);
      String other = unlike(id);
      Answer real =
          stage.as(
              otherKey, call.get(0), call.get(1).replace("ID", id), call.get(3).replace("ID", id));
      Answer nothing =
          stage.as(
              otherKey,
              call.get(0),
              call.get(1).replace("ID", other),
              call.get(3).replace("ID", other));
      assertThat(real.status()).as(call + real.text()).isEqualTo(nothing.status());
      if (real.status() >= 400) {
        assertThat(shape(real, Map.of("id", id))).isEqualTo(shape(nothing, Map.of("id", other)));
      }
    }
    String token = "/v3/connect/revoke?token=" + annToken;
    assertThat(stage.as(otherKey, "POST", token, "").status()).isEqualTo(200);
    assertThat(stage.as(annToken, "GET", "/v3/grants/me", "").status()).isEqualTo(200);
    assertThat(everything()).isEqualTo(before);
  }

  private static Set<String> names(Route route) {
    return route.pattern().stream()
        .filter(part -> part.startsWith("{"))
        .map(part -> part.substring(1, part.length() - 1))
        .collect(Collectors.toSet());
  }

  private static String line(Route route) {
    return route.method() + " /" + String.join("/", route.pattern());
  }

  private static String seed() {
    return "-Dpostern.seed=" + SEED + ": ";
  }
}

package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.api.ApiStage.Answer;
import dev.postern.auth.Permission;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Keys that may do less: by every route there is, none does more than it was given.
class KeyReachTest {
  private static final String CUSTOM =
      "{\"provider\":\"nylas\",\"settings\":{\"email\":\"new@agents.test\"%s}}";

  @TempDir private Path directory;
  private ApiStage stage;
  private String keys;
  private String ann;
  private String bob;

  @BeforeEach
  void start() throws IOException {
    stage = new ApiStage(directory);
    ann = stage.agent("ann");
    bob = stage.agent("bob");
    keys =
        "/v3/admin/applications/"
            + stage.get("/v3/applications").data().text("application_id").orElseThrow()
            + "/api-keys";
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private String key(String members) {
    Answer made = stage.call("POST", keys, "{" + members + "}");
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    return made.data().text("api_key").orElseThrow();
  }

  private String may(String... permissions) {
    return key("\"permissions\":[\"" + String.join("\",\"", permissions) + "\"]");
  }

  private String only(String grant) {
    return key("\"grant_ids\":[\"" + grant + "\"]");
  }

  // With ids of nobody: what is let through finds nothing and does nothing.
  private Answer call(String bearer, Route route, String grant) {
    String path =
        route.pattern().stream()
            .map(part ->
                part.equals("{grant}")
                    ? grant
                    : part.equals("{provider}")
                        ? "nylas"
                        : part.startsWith("{") ? new UUID(7, 7).toString() : part)
            .collect(Collectors.joining("/", "/", ""));
    return stage.as(bearer, route.method(), path, "");
  }

  private List<Route> closed() {
    return stage.door().routes().stream()
        .filter(route -> !route.open() && route.pattern().getFirst().equals("v3"))
        .filter(route -> !route.path().endsWith("/stream") && !route.path().endsWith("/wait"))
        .toList();
  }

  private static void refused(Route route, Answer answer) {
    String what = route.method() + " " + route.path() + " " + answer.text();
    assertThat(answer.status()).as(what).isEqualTo(403);
    assertThat(answer.text()).as(what).contains("insufficient_scopes");
  }

  @Test
  void aKeyThatReadsChangesNothingByAnyRoute() {
    String reader = may("read");
    List<Long> before = stage.changes(ann, bob);
    String inventory = stage.inventory();
    for (Route route : closed()) {
      Answer answer = call(reader, route, ann);
      boolean reads =
          route.method().equals("GET")
              || route.path().endsWith("/clean")
              || route.path().equals("/v3/rules/test");
      if (reads) {
        assertThat(answer.text()).as(route.path()).doesNotContain("with the permission");
      } else {
        refused(route, answer);
      }
    }
    assertThat(stage.changes(ann, bob)).isEqualTo(before);
    assertThat(stage.inventory()).isEqualTo(inventory);
    assertThat(stage.as(reader, "GET", "/v3/grants", "").list()).hasSize(2);
  }

  @Test
  void eachPermissionOpensItsOwnRoutesAndNoOthers() {
    for (Permission permission : Permission.values()) {
      String bearer = may(permission.wire());
      for (Route route : closed()) {
        if (!route.needs().permissions().equals(Set.of(permission))) {
          refused(route, call(bearer, route, new UUID(7, 7).toString()));
        }
      }
    }
    String writer = may("write");
    String sender = may("send");
    String mail = "{\"to\":[{\"email\":\"bob@agents.test\"}],\"subject\":\"s\",\"body\":\"b\"}";
    String base = "/v3/grants/" + ann;
    assertThat(stage.as(writer, "POST", base + "/drafts", mail).status()).isEqualTo(200);
    assertThat(stage.as(writer, "POST", base + "/messages/send", mail).status()).isEqualTo(403);
    assertThat(stage.as(sender, "POST", base + "/messages/send", mail).status()).isEqualTo(200);
    assertThat(stage.as(sender, "GET", base + "/messages", "").status()).isEqualTo(403);
    assertThat(stage.as(sender, "POST", base + "/drafts", mail).status()).isEqualTo(403);
  }

  @Test
  void aKeyOfOneGrantSeesNothingOfOthers() {
    String ofBob = only(bob);
    for (Route route : closed()) {
      boolean ofGrant = route.pattern().contains("{grant}");
      if (ofGrant) {
        for (String name : List.of(ann, "ann@agents.test", "email:ann@agents.test")) {
          Answer answer = call(ofBob, route, name);
          assertThat(answer.status()).as(route.method() + route.path()).isEqualTo(404);
        }
      } else if (!(route.method() + route.path()).equals("GET/v3/grants")) {
        refused(route, call(ofBob, route, ""));
      }
    }
    for (String query : List.of("", "?email=ann@agents.test", "?limit=1&offset=1")) {
      Answer seen = stage.as(ofBob, "GET", "/v3/grants" + query, "");
      assertThat(seen.text()).doesNotContain(ann);
    }
    assertThat(stage.as(ofBob, "GET", "/v3/grants", "").list()).hasSize(1);
    assertThat(stage.as(ofBob, "GET", "/v3/grants/" + bob, "").status()).isEqualTo(200);
    String base = "/v3/grants/" + bob;
    assertThat(stage.as(ofBob, "POST", base + "/drafts", "{}").status()).isEqualTo(200);
    assertThat(stage.as(ofBob, "GET", "/v3/grants/" + ann + "/events/stream", "").status())
        .isEqualTo(404);
    assertThat(stage.as(ofBob, "GET", "/v3/grants/" + ann + "/messages/wait", "").status())
        .isEqualTo(404);
  }

  @Test
  void whatBoundsAnAccountIsNotInTheHandsOfItsOwnKey() {
    String ofBob = only(bob);
    String base = "/v3/grants/" + bob;
    String home = stage.get("/v3/applications").data().text("default_workspace_id").orElseThrow();
    for (String body :
        List.of("{\"blocked\":false}", "{\"name\":\"x\",\"workspace_id\":\"" + home + "\"}")) {
      Answer refused = stage.as(ofBob, "PATCH", base, body);
      assertThat(refused.status()).as(refused.text()).isEqualTo(403);
    }
    assertThat(stage.get(base).data().text("name")).contains("bob");
    assertThat(stage.as(ofBob, "PATCH", base, "{\"name\":\"Bob\"}").status()).isEqualTo(200);
  }

  @Test
  void noKeyGivesAwayMoreThanItHas() {
    String manager = may("manage", "read");
    assertThat(stage.as(manager, "POST", keys, "{\"permissions\":[\"read\"]}").status())
        .isEqualTo(201);
    for (String more :
        List.of("{}", "{\"permissions\":[]}", "{\"permissions\":[\"read\",\"send\"]}")) {
      for (String path : List.of(keys, "/v3/admin/api-keys")) {
        Answer refused = stage.as(manager, "POST", path, more);
        assertThat(refused.status()).as(refused.text()).isEqualTo(403);
      }
    }
    String token = "/v3/grants/" + ann + "/tokens";
    assertThat(stage.as(manager, "POST", token, "{}").status()).isEqualTo(403);
    for (String path : List.of("/v3/admin/service-accounts", "/v3/admin/devices")) {
      assertThat(stage.as(manager, "POST", path, "{}").status()).isEqualTo(403);
    }
    String secret = ",\"app_password\":\"Correct1Horse2Battery\"";
    assertThat(stage.as(manager, "POST", "/v3/connect/custom", CUSTOM.formatted(secret)).status())
        .isEqualTo(403);
    assertThat(stage.as(manager, "POST", "/v3/connect/custom", CUSTOM.formatted("")).status())
        .isEqualTo(201);
    assertThat(
            stage
                .as(
                    manager,
                    "PATCH",
                    "/v3/grants/" + ann,
                    "{\"settings\":{\"app_password\":\"Correct1Horse2Battery\"}}")
                .status())
        .isEqualTo(403);
    for (String lacking : List.of(may("read", "write", "send", "approve"), only(ann))) {
      assertThat(stage.as(lacking, "POST", keys, "{\"permissions\":[\"read\"]}").status())
          .isEqualTo(403);
    }
    assertThat(stage.as(may("manage"), "POST", token, "{}").status()).isEqualTo(403);
  }

  @Test
  void theListingShowsWhatAKeyMayAndWrongWishesAreRefused() {
    Answer made =
        stage.call(
            "POST",
            keys,
            "{\"permissions\":[\"send\",\"read\",\"read\"],\"grant_ids\":[\"%s\"]}".formatted(ann));
    var shown = stage.get(keys + "/" + made.id()).data();
    assertThat(shown.texts("permissions").orElseThrow()).containsExactly("read", "send");
    assertThat(shown.texts("grant_ids").orElseThrow()).containsExactly(ann);
    String foreign =
        stage
            .as(stage.key("Other").secret(), "POST", "/v3/connect/custom", CUSTOM.formatted(""))
            .id();
    for (String row :
        """
        {"permissions":"read"} | permissions must be an array
        {"permissions":["READ"]} | permissions[0]
        {"permissions":["read","all"]} | permissions[1]
        {"permissions":[7]} | permissions must be an array of strings
        {"grant_ids":["x"]} | grant_ids[0]
        {"grant_ids":["FOREIGN"]} | grant_ids
        {"grant_ids":[MANY]} | grant_ids must have at most 100
        """
            .lines()
            .toList()) {
      String many =
          IntStream.range(0, 101)
              .mapToObj(i -> "\"" + new UUID(i, i) + "\"")
              .collect(Collectors.joining(","));
      String body = row.split(" \\| ", 2)[0].replace("FOREIGN", foreign).replace("MANY", many);
      Answer refused = stage.call("POST", keys, body);
      assertThat(refused.status()).as(refused.text()).isEqualTo(400);
      assertThat(refused.text()).contains(row.split(" \\| ", 2)[1]);
    }
  }
}

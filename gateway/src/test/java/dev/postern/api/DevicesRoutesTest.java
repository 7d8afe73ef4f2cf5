package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.api.ApiStage.Answer;
import dev.postern.lint.Lint;
import dev.postern.lint.LintKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DevicesRoutesTest {
  private static final String ALL = "/v3/admin/devices";

  @TempDir private Path directory;
  private ApiStage stage;
  private String ann;

  @BeforeEach
  void start() throws IOException {
    stage = new ApiStage(directory);
    ann = stage.agent("ann");
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  @Test
  void aDeviceIsMadeListedAndRemoved() {
    String body =
        "{\"name\":\"Copier\",\"grant_id\":\"ANN@agents.test\",\"network\":\"10.0.0.9/24\",\"pin\":\"1234\"}";
    Answer made = stage.call("POST", ALL, body);
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.data().text("network")).contains("10.0.0.0/24");
    assertThat(made.data().text("grant_id")).contains(ann);
    assertThat(made.data().flag("has_pin")).contains(true);
    assertThat(made.text()).doesNotContain("1234");
    assertThat(stage.get(ALL).list()).hasSize(1);
    assertThat(stage.get(ALL + "/" + made.id()).data().text("name")).contains("Copier");
    assertThat(stage.call("DELETE", ALL + "/" + made.id(), "").status()).isEqualTo(200);
    assertThat(stage.call("DELETE", ALL + "/" + made.id(), "").status()).isEqualTo(404);
    assertThat(stage.get(ALL).list()).isEmpty();
  }

  @Test
  void devicesAreTheOperatorsAndLintsTheirOwners() {
    String body = "{\"name\":\"d\",\"grant_id\":\"" + ann + "\",\"network\":\"10.0.0.9\"}";
    String id = stage.call("POST", ALL, body).id();
    Instant now = Instant.now();
    for (Optional<UUID> whose :
        List.of(Optional.<UUID>empty(), Optional.of(UUID.fromString(ann)))) {
      stage.engine().lints().add(List.of(new Lint(whose, "d", LintKind.NO_END, now, now, 1)), 9);
    }
    assertThat(stage.get("/v3/admin/lints").list()).hasSize(2);
    assertThat(stage.get("/v3/admin/lints?limit=1&offset=1").list()).hasSize(1);
    String other = stage.key("Other").secret();
    assertThat(stage.as(other, "GET", "/v3/admin/lints", "").list()).isEmpty();
    for (String call :
        List.of("GET " + ALL, "GET " + ALL + "/" + id, "POST " + ALL, "DELETE " + ALL + "/" + id)) {
      String[] words = call.split(" ", 2);
      String sent = words[0].equals("POST") ? body : "";
      assertThat(stage.as(other, words[0], words[1], sent).status()).as(call).isEqualTo(403);
    }
    assertThat(stage.get(ALL).list()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          POST   | /devices    | {}                                                | 400 | name is required
          POST   | /devices    | {"name":1}                                        | 400 | name
          POST   | /devices    | {"name":"a"}                                      | 400 | grant_id is required
          POST   | /devices    | {"name":"a","grant_id":"x"}                       | 400 | network or pin
          POST   | /devices    | {"name":"a","grant_id":"x","pin":"1234"}          | 404 | no such agent
          POST   | /devices    | {"name":"a","grant_id":"x@y.z","pin":"1234"}      | 404 | no such agent
          POST   | /devices    | {"name":"a","grant_id":"ann@agents.test","pin":5} | 400 | pin
          POST   | /devices    | {"name":"a","grant_id":"ann@agents.test","pin":"1"}      | 400 | pin must
          POST   | /devices    | {"name":"a","grant_id":"ann@agents.test","network":"ä"}  | 400 | network must
          POST   | /devices    | {"name":"a\\u0000","grant_id":"ann@agents.test","pin":"1234"} | 400 | name must
          POST   | /devices    | []                                                | 400 | JSON object
          GET    | /devices/x  | ``                                                | 404 | device not found
          DELETE | /devices/x  | ``                                                | 404 | device not found
          GET    | /lints?limit=0  | ``                                            | 400 | limit
          GET    | /lints?offset=x | ``                                            | 400 | offset
          """)
  void wrongRequestsAreRefused(String method, String path, String body, int status, String named) {
    Answer answer = stage.call(method, "/v3/admin" + path, body);
    assertThat(answer.text()).contains(named);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(stage.get(ALL).list()).isEmpty();
  }
}

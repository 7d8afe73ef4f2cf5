package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.api.ApiStage.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuppressionsRoutesTest {
  private static final String LIST = "/v3/admin/suppressions";

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

  private Answer add(String address) {
    return stage.call("POST", LIST, "{\"address\":\"" + address + "\",\"detail\":\"by hand\"}");
  }

  @Test
  void theListIsReadInPages() {
    for (String name : List.of("d", "b", "e", "a", "c")) {
      assertThat(add(name + "@Example.org").status()).isEqualTo(201);
    }
    Answer first = stage.get(LIST + "?limit=2");
    assertThat(first.list().stream().map(each -> each.text("address").orElseThrow()))
        .containsExactly("a@example.org", "b@example.org");
    Answer second =
        stage.get(LIST + "?limit=2&page_token=" + first.json().text("next_cursor").orElseThrow());
    assertThat(second.list().stream().map(each -> each.text("address").orElseThrow()))
        .containsExactly("c@example.org", "d@example.org");
    Answer last =
        stage.get(LIST + "?limit=2&page_token=" + second.json().text("next_cursor").orElseThrow());
    assertThat(last.list()).hasSize(1);
    assertThat(last.text()).doesNotContain("next_cursor");
    assertThat(stage.get(LIST + "?address=C@example.ORG").list()).hasSize(1);
  }

  @Test
  void anEntryIsAddedOnceAndRemovedOnce() {
    assertThat(add("bob@example.org").data().text("reason")).contains("manual");
    assertThat(add("BOB@example.org").status()).isEqualTo(201);
    assertThat(stage.get(LIST).list()).hasSize(1);
    assertThat(stage.call("DELETE", LIST + "/Bob%40example.org", "").status()).isEqualTo(200);
    assertThat(stage.call("DELETE", LIST + "/bob@example.org", "").status()).isEqualTo(404);
    assertThat(stage.get(LIST).list()).isEmpty();
  }

  @Test
  void anotherApplicationHasItsOwn() {
    add("bob@example.org");
    String other = stage.key("Other").secret();
    assertThat(stage.as(other, "GET", LIST, "").list()).isEmpty();
    assertThat(stage.as(other, "DELETE", LIST + "/bob@example.org", "").status()).isEqualTo(404);
    assertThat(stage.get(LIST).list()).hasSize(1);
    String ann = stage.agent("ann");
    Answer own = stage.get("/v3/admin/reputation?grant_id=" + ann);
    assertThat(own.data().text("state")).contains("healthy");
    Answer others = stage.as(other, "GET", "/v3/admin/reputation?grant_id=" + ann, "");
    assertThat(others.status()).isEqualTo(404);
    Answer forgets = stage.as(other, "DELETE", "/v3/admin/reputation?grant_id=" + ann, "");
    assertThat(forgets.status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          POST   | /suppressions                     | {}                        | 400 | address is required
          POST   | /suppressions                     | {"address":1}             | 400 | address
          POST   | /suppressions                     | {"address":"bob"}         | 400 | address must be
          POST   | /suppressions                     | {"address":"a@b c"}       | 400 | address must be
          POST   | /suppressions                     | {"address":"a@b.c","detail":"x\\ny"} | 400 | detail
          POST   | /suppressions                     | []                        | 400 | JSON object
          GET    | /suppressions?limit=0             | ``                        | 400 | limit
          GET    | /suppressions?page_token=x        | ``                        | 400 | page_token
          GET    | /suppressions?page_token=%F0%9F   | ``                        | 400 | UTF-8
          GET    | /suppressions?address=bob         | ``                        | 400 | address
          DELETE | /suppressions/bob                 | ``                        | 404 | suppression list
          GET    | /reputation                       | ``                        | 400 | grant_id
          GET    | /reputation?grant_id=x            | ``                        | 404 | grant
          """)
  void wrongRequestsAreRefused(String method, String path, String body, int status, String named) {
    Answer answer = stage.call(method, "/v3/admin" + path, body);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.text()).contains(named);
  }
}

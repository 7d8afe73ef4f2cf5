package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.api.ApiStage.Answer;
import dev.postern.v3.JsonBody;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Lists and their items (spec/api-admin.md section 6).
class ListsRoutesTest {
  private static final String ALL = "/v3/lists";

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

  private String made(String type) {
    Answer answer = stage.call("POST", ALL, "{\"name\":\"l\",\"type\":\"" + type + "\"}");
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return ALL + "/" + answer.id();
  }

  private static String items(String... items) {
    return "{\"items\":["
        + List.of(items).stream().map(item -> "\"" + item + "\"").collect(Collectors.joining(","))
        + "]}";
  }

  private List<String> values(String list) {
    List<String> values = new ArrayList<>();
    String next = "";
    do {
      Answer page =
          stage.get(list + "/items?limit=200" + (next.isEmpty() ? "" : "&page_token=" + next));
      page.list().forEach(item -> values.add(item.text("value").orElseThrow()));
      next = page.json().text("next_cursor").orElse("");
    } while (!next.isEmpty());
    return values;
  }

  private static void refused(Answer answer, String named) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.text()).contains("invalid_request_error", named);
  }

  @Test
  void itemsAreBroughtToOneForm() {
    String domains = made("domain");
    Answer added =
        stage.call(
            "POST",
            domains + "/items",
            items("Bad.Example", " @bad.example ", "BÜCHER.example", "xn--bcher-kva.example"));
    assertThat(added.status()).as(added.text()).isEqualTo(200);
    assertThat(added.data().number("items_count")).contains(2L);
    assertThat(values(domains)).containsExactly("bad.example", "xn--bcher-kva.example");
    String tlds = made("tld");
    stage.call("POST", tlds + "/items", items(".ZIP", "zip", "mov"));
    assertThat(values(tlds)).containsExactly("zip", "mov");
    String addresses = made("address");
    stage.call("POST", addresses + "/items", items("Ann@Bad.Example", "ann@bad.example"));
    assertThat(values(addresses)).containsExactly("ann@bad.example");
    Answer removed = stage.call("DELETE", addresses + "/items", items("ANN@bad.example", "x@y.z"));
    assertThat(removed.status()).as(removed.text()).isEqualTo(200);
    assertThat(removed.data().number("items_count")).contains(0L);
  }

  @Test
  void oneBadItemRefusesAllAndIsNamed() {
    String domains = made("domain");
    refused(
        stage.call("POST", domains + "/items", items("good.example", "not a domain")),
        "items[1] is not a domain such as example.com: not a domain");
    refused(stage.call("POST", domains + "/items", items("ann@x.test")), "ann@x.test");
    refused(stage.call("POST", domains + "/items", items("")), "items[0]");
    refused(
        stage.call("POST", domains + "/items", items("x".repeat(501))),
        "items[0] must have at most 500 characters");
    refused(stage.call("POST", made("tld") + "/items", items("co.uk")), "co.uk");
    refused(stage.call("POST", made("address") + "/items", items("ann")), "an address such as");
    refused(stage.call("DELETE", domains + "/items", items("a b")), "items[0]");
    assertThat(values(domains)).isEmpty();
  }

  @Test
  void aThousandItemsAtATime() {
    String list = made("domain");
    String[] many =
        IntStream.range(0, 1001).mapToObj(i -> "d" + i + ".test").toArray(String[]::new);
    refused(stage.call("POST", list + "/items", items(many)), "items must be 1 to 1000 items");
    refused(stage.call("DELETE", list + "/items", items(many)), "items must be 1 to 1000 items");
    refused(stage.call("POST", list + "/items", items()), "items must be 1 to 1000 items");
    assertThat(stage.get(list).data().number("items_count")).contains(0L);
    String[] thousand = List.of(many).subList(0, 1000).toArray(String[]::new);
    Answer added = stage.call("POST", list + "/items", items(thousand));
    assertThat(added.data().number("items_count")).contains(1000L);
    assertThat(values(list)).containsExactly(thousand);
    String[] half = List.of(many).subList(500, 1000).toArray(String[]::new);
    assertThat(stage.call("DELETE", list + "/items", items(half)).data().number("items_count"))
        .contains(500L);
  }

  @Test
  void aListIsRenamedButKeepsItsType() {
    String list = made("tld");
    Answer renamed =
        stage.call("PUT", list, "{\"name\":\" New \",\"description\":\"d\",\"type\":\"domain\"}");
    assertThat(renamed.status()).as(renamed.text()).isEqualTo(200);
    JsonBody data = renamed.data();
    assertThat(data.text("name")).contains("New");
    assertThat(data.text("description")).contains("d");
    assertThat(data.text("type")).contains("tld");
    assertThat(stage.call("PUT", list, "{}").data().text("name")).contains("New");
    assertThat(stage.call("DELETE", list, "").status()).isEqualTo(200);
    for (String path : List.of(list, list + "/items")) {
      assertThat(stage.get(path).status()).isEqualTo(404);
    }
    assertThat(stage.get(ALL).list()).isEmpty();
  }
}

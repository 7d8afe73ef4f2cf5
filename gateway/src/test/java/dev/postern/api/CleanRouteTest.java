package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.api.ApiStage.Answer;
import dev.postern.v3.JsonBody;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CleanRouteTest {
  /// body | status | what the message says; ID stands for a message's id
  private static final String WRONG =
      """
      {} | 400 | message_id must be an array of 1 to 20 ids
      {"message_id":null} | 400 | message_id must be an array of 1 to 20 ids
      {"message_id":[]} | 400 | message_id must be an array of 1 to 20 ids
      {"message_id":"ID"} | 400 | message_id must be an array
      {"message_id":[7]} | 400 | message_id must be an array of strings
      {"message_id":[null]} | 400 | message_id must be an array of strings
      {"message_id":["ID",{}]} | 400 | message_id must be an array of strings
      {"message_id":["x\\r\\ny"]} | 404 | message_id names no message: x  y
      {"message_id":["ID","0000000000000000"]} | 404 | message_id names no message: 0000000000000000
      {"message_id":[""]} | 404 | message_id names no message
      {"message_id":["ID"],"ignore_links":"true"} | 400 | ignore_links must be a boolean
      {"message_id":["ID"],"ignore_images":1} | 400 | ignore_images must be a boolean
      {"message_id":["ID"],"ignore_tables":[]} | 400 | ignore_tables must be a boolean
      {"message_id":["ID"],"remove_conclusion_phrases":{}} | 400 | remove_conclusion_phrases must be
      {"message_id":["ID"],"html_as_markdown":"no"} | 400 | html_as_markdown must be a boolean
      {"message_id":["ID"],"html_as_markdown":true,"images_as_markdown":false} | 400 | images_as_markdown must not be false
      {"message_id":["ID" | 400 | Invalid JSON
      [] | 400 | must be a JSON object
      """;

  @TempDir private Path directory;
  private ApiStage stage;
  private String ann;
  private String bob;

  @BeforeEach
  void start() throws IOException {
    stage = new ApiStage(directory);
    ann = "/v3/grants/" + stage.agent("ann");
    bob = "/v3/grants/" + stage.agent("bob");
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private String arrived(String subject, String html) {
    Answer sent =
        stage.call(
            "POST",
            ann + "/messages/send",
            "{\"to\":[{\"email\":\"bob@agents.test\"}],\"subject\":\"%s\",\"body\":\"%s\"}"
                .formatted(subject, html));
    assertThat(sent.status()).as(sent.text()).isEqualTo(200);
    String path = bob + "/messages?in=inbox&subject=" + subject;
    await().until(() -> !stage.get(path).list().isEmpty());
    return stage.get(path).list().getFirst().text("id").orElseThrow();
  }

  private Answer clean(String body) {
    return stage.call("PUT", bob + "/messages/clean", body);
  }

  private static List<String> conversations(Answer answer) {
    return answer.list().stream().map(json -> json.text("conversation").orElseThrow()).toList();
  }

  @Test
  void messagesComeInTheOrderAskedForWithTheirConversations() {
    String first = arrived("first", "<p>One</p><div class='gmail_quote'>old</div>");
    String second = arrived("second", "<p>Two <a href='https://e.example/'>2</a></p>Regards<br>A");

    Answer answer = clean("{\"message_id\":[\"%s\",\"%s\"]}".formatted(second, first));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.list().stream().map(json -> json.text("id").orElseThrow()))
        .containsExactly(second, first);
    assertThat(conversations(answer)).containsExactly("Two 2", "One");
    JsonBody json = answer.list().getFirst();
    assertThat(json.text("body").orElseThrow()).contains("Regards");
    assertThat(json.text("object")).contains("message");
    assertThat(json.text("grant_id")).isPresent();
  }

  @Test
  void optionsSayWhatIsKept() {
    String id = arrived("options", "<h1>Two</h1><a href='https://e.example/'>2</a><br>Regards");

    assertThat(
            conversations(
                clean(
                    "{\"message_id\":[\"%s\"],\"html_as_markdown\":true,\"ignore_links\":false,"
                            .formatted(id)
                        + "\"remove_conclusion_phrases\":false}")))
        .containsExactly("# Two\n\n[2](https://e.example/)  \nRegards");
  }

  @Test
  void selectLeavesTheBodyOut() {
    String id = arrived("select", "<p>One</p>");

    JsonBody json =
        stage
            .call(
                "PUT",
                bob + "/messages/clean?select=conversation",
                "{\"message_id\":[\"%s\"]}".formatted(id))
            .list()
            .getFirst();

    assertThat(json.has("body")).isFalse();
    assertThat(json.text("conversation")).contains("One");
    assertThat(json.text("id")).contains(id);
  }

  @Test
  void whatIsWrongIsNamed() {
    String id = arrived("wrong", "<p>One</p>");
    for (String row : WRONG.lines().toList()) {
      String[] cells = row.split(" \\| ", -1);
      Answer answer = clean(cells[0].replace("ID", id));
      assertThat(answer.status()).as(row).isEqualTo(Integer.parseInt(cells[1]));
      assertThat(answer.text()).as(row).contains(cells[2]);
    }
    String many = ("\"" + id + "\",").repeat(21);
    assertThat(clean("{\"message_id\":[" + many.substring(0, many.length() - 1) + "]}").status())
        .isEqualTo(400);
  }

  @Test
  void aMessageOfAnotherAccountIsNotFound() {
    String id = arrived("foreign", "<p>One</p>");
    String carl = "/v3/grants/" + stage.agent("carl");

    Answer answer =
        stage.call("PUT", carl + "/messages/clean", "{\"message_id\":[\"%s\"]}".formatted(id));

    assertThat(answer.status()).isEqualTo(404);
  }
}

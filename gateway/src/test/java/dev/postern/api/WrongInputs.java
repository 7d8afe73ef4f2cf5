package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.api.ApiStage.Answer;
import dev.postern.v3.JsonBody;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A mailbox with one of each thing, against which wrong requests are held: each is refused with a
/// status, a type and a name, and changes nothing.
final class WrongInputs implements AutoCloseable {
  static final String INVALID = "invalid_request_error";

  private final ApiStage stage;
  private final String annId;
  private final String bobId;
  private final String ann;
  private final Map<String, String> names;

  WrongInputs(Path directory) throws IOException {
    stage = new ApiStage(directory);
    annId = stage.agent("ann");
    bobId = stage.agent("bob");
    ann = "/v3/grants/" + annId;
    String message =
        stage
            .call(
                "POST",
                ann + "/messages/send",
                "{\"to\":[{\"email\":\"ann@agents.test\"}],\"subject\":\"s\",\"body\":\"b\","
                    + "\"attachments\":[{\"content\":\"aGVsbG8=\",\"filename\":\"a.txt\"}]}")
            .id();
    String draft = stage.call("POST", ann + "/drafts", "{\"subject\":\"draft\"}").id();
    String foreign =
        stage.call("POST", "/v3/grants/" + bobId + "/drafts", "{\"subject\":\"bobs\"}").id();
    String attachment =
        stage
            .get(ann + "/messages/" + message)
            .data()
            .objects("attachments")
            .orElseThrow()
            .getFirst()
            .text("id")
            .orElseThrow();
    names =
        Map.of(
            "MESSAGE", message,
            "DRAFT", draft,
            "FOREIGN", foreign,
            "FILE", attachment,
            "LONG", "x".repeat(501),
            "MANY",
                "{\"email\":\"bob@agents.test\"},".repeat(50) + "{\"email\":\"bob@agents.test\"}");
    await().until(() -> stage.get(ann + "/messages?in=inbox").list().size() == 1);
  }

  /// What a request must be answered with.
  ///
  /// @param named what the message names
  record Refusal(int status, String type, String named) {}

  /// Sends a request under ann's grant and checks its refusal.
  ///
  /// @param path and `body`, in which words in capitals stand for what exists, and `~` for a line
  ///   end inside a JSON text
  void isRefused(String method, String path, String body, Refusal wanted) {
    byte[] octets = filled(body).replace("~", "\\r\\n").getBytes(StandardCharsets.UTF_8);
    isRefused(method, path, octets, "application/json", wanted);
  }

  /// Like the other, with any body.
  void isRefused(String method, String path, byte[] body, String type, Refusal wanted) {
    List<Long> before = stage.changes(annId, bobId);
    String drafts = stage.get(ann + "/folders/drafts").data().canonical();
    Answer answer = stage.call(method, ann + filled(path), body, type);
    assertThat(answer.status()).as(answer.text()).isEqualTo(wanted.status());
    JsonBody error = answer.json().object("error").orElseThrow();
    assertThat(error.text("type")).contains(wanted.type());
    assertThat(error.text("message").orElseThrow()).contains(wanted.named());
    assertThat(answer.json().text("request_id").orElseThrow())
        .isEqualTo(answer.response().headers().firstValue("x-request-id").orElseThrow());
    assertThat(stage.changes(annId, bobId)).as("nothing is changed").isEqualTo(before);
    assertThat(stage.get(ann + "/folders/drafts").data().canonical()).isEqualTo(drafts);
    assertThat(stage.get(ann + "/messages/schedules").list()).isEmpty();
  }

  private String filled(String text) {
    String filled = text;
    for (Map.Entry<String, String> name : names.entrySet()) {
      filled = filled.replace(name.getKey(), name.getValue());
    }
    return filled;
  }

  @Override
  public void close() {
    stage.close();
  }
}

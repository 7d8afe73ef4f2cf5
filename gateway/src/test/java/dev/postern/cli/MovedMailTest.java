package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.v3.JsonBody;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/// What becomes of mail that another server has in a strange state.
class MovedMailTest {
  private static final String RAW = "QTogMQ0KDQp4DQo=";

  private static Agent agent(String id) {
    return new Agent(
        JsonBody.parse(
            ("{\"id\":\"" + id + "\",\"email\":\"a@b.test\"}").getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void mailInNoFolderComesAndWhatCannotBeHadIsTold() throws Exception {
    try (FakeApi there = new FakeApi();
        FakeApi here = new FakeApi();
        ApiClient source = new ApiClient(there.url(), "key");
        ApiClient target = new ApiClient(here.url(), "key")) {
      there.on(
          "GET /v3/grants/a/messages?limit=200",
          "{\"data\":[{\"id\":\"1\",\"folders\":[]},{\"id\":\"2\",\"folders\":[\"inbox\"]},"
              + "{\"id\":\"3\",\"folders\":[\"inbox\"]}]}");
      there.on("GET /v3/grants/a/folders?limit=200", "{\"data\":[]}");
      there.on(
          "GET /v3/grants/a/messages/1?fields=raw_mime",
          "{\"data\":{\"raw_mime\":\"" + RAW + "\"}}");
      there.on("GET /v3/grants/a/messages/2?fields=raw_mime", "{\"data\":{}}");
      there.on(
          "GET /v3/grants/a/messages/3?fields=raw_mime", 500, "{\"error\":{\"message\":\"oh\"}}");
      String job = "/v3/grants/b/imports/" + Hash.of("migrate\na");
      here.on("GET " + job, "{\"data\":{\"imported\":0}}");
      here.on("POST " + job, "{\"data\":[{\"key\":\"k\",\"status\":\"imported\"}]}");
      here.on("GET /v3/grants/b/export", "{\"data\":[]}");
      PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
      Migration done = new Migration(false);
      new MovedMail(
              source,
              target,
              agent("a"),
              agent("b"),
              Terminal.ofProcess(nowhere, nowhere, InstantSource.system()),
              done)
          .move();
      assertThat(here.asked())
          .anyMatch(call -> call.startsWith("POST") && call.contains("\"folder\":\"archive\""));
      assertThat(done.json().number("messages")).contains(1L);
      assertThat(done.json().texts("failures").orElseThrow()).hasSize(2);
    }
  }
}

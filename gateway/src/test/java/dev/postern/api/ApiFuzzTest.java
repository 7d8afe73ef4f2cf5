package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.contract.Document;
import dev.postern.contract.Document.Operation;
import dev.postern.contract.Talk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Random requests of the document, wanted and unwanted ones: whatever comes, the answer is one
/// that the document has, no answer is the server's own failure, a refusal names what was wrong,
/// and it has changed nothing.
///
/// 5,000 requests; `-Dpostern.test.scale=long` sends 100,000. `-Dpostern.test.seed=N` repeats them.
class ApiFuzzTest {
  private static final boolean LONG = "long".equals(System.getProperty("postern.test.scale"));
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final int REQUESTS = LONG ? 100_000 : 5_000;

  /// After so many requests the things that they name are looked up again.
  private static final int ROUND = 250;

  /// What a refusal may name besides parameters and members.
  private static final List<String> THINGS =
      List.of(
          "request",
          "body",
          "JSON",
          "multipart",
          "part",
          "route",
          "Bearer",
          "hard_delete",
          "folder",
          "recipient",
          "send",
          "grant",
          "cross-origin",
          "proxy",
          "client_id",
          "connector",
          "key",
          "to",
          "cc",
          "bcc",
          "from");

  private final Document document = ApiStage.CONTRACT.document();
  private final Map<String, Set<String>> vocabulary = new HashMap<>();
  @TempDir private Path directory;

  @Test
  void noRequestIsTooMuch() throws IOException {
    long seed = Long.getLong("postern.test.seed", ThreadLocalRandom.current().nextLong(1_000_000));
    SplittableRandom random = new SplittableRandom(seed);
    Map<Integer, Integer> statuses = new TreeMap<>();
    try (ApiStage stage = ApiStage.still(directory);
        RawClient client = new RawClient(stage.port())) {
      FuzzPool pool = new FuzzPool(stage, random);
      FuzzRequests requests = new FuzzRequests(document, pool, random);
      State state = new State("");
      for (int i = 0; i < REQUESTS; i++) {
        if (i % ROUND == 0) {
          pool.fill();
          state = State.of(stage, pool);
        }
        FuzzRequests.Made made = requests.next();
        try {
          Talk talk = client.send(made.request());
          statuses.merge(talk.status(), 1, Integer::sum);
          State now = State.of(stage, pool);
          check(made, talk, state, now);
          state = now;
        } catch (AssertionError | IOException | RuntimeException e) {
          throw new AssertionError(
              "-Dpostern.test.seed=%d, request %d: %s%n%s"
                  .formatted(seed, i, e.getMessage(), made.request().curl(stage.port())),
              e);
        }
      }
    }
    // Both kinds were among them, or this test shows nothing.
    assertThat(statuses.getOrDefault(200, 0)).as(statuses.toString()).isGreaterThan(REQUESTS / 10);
    assertThat(statuses.getOrDefault(400, 0)).as(statuses.toString()).isGreaterThan(REQUESTS / 10);
  }

  private void check(FuzzRequests.Made made, Talk talk, State before, State after) {
    assertThat(talk.status()).as("a failure of the server").isNotIn(500, 501, 502);
    if (!made.request().method().equals("HEAD")) {
      ApiStage.CONTRACT.check(talk);
    }
    if (talk.status() >= 400) {
      assertThat(after).as("what a refused request left: " + talk).isEqualTo(before);
    }
    if (talk.status() == 400 && talk.body().length > 0) {
      String message = message(talk);
      assertThat(words(made.operation()))
          .as("refused with: " + message)
          .anyMatch(word -> message.matches("(?s).*\\b" + Pattern.quote(word) + "\\b.*"));
    }
    // A sign-in is refused for who asks first.
    boolean signIn =
        List.of("/v3/connect/token", "/v3/connect/login/nylas").contains(made.operation().path());
    made.mistake().filter(_ -> !signIn).ifPresent(name -> refused(talk, name));
  }

  private static String message(Talk talk) {
    JsonNode body = MAPPER.readTree(talk.body());
    JsonNode error = body.path("error");
    return error.isObject()
        ? error.path("message").asString("")
        : body.path("error_description").asString("");
  }

  private static void refused(Talk talk, String name) {
    assertThat(talk.status()).as("a wrong " + name + ": " + talk).isBetween(400, 499);
    if (talk.status() == 400) {
      String text = new String(talk.body(), StandardCharsets.UTF_8);
      assertThat(text).as("a refusal of " + name).contains(name);
    }
  }

  /// What a refused request must leave as it is.
  private record State(String text) {
    static State of(ApiStage stage, FuzzPool pool) {
      StringBuilder text = new StringBuilder();
      for (String grant : pool.grants()) {
        text.append(stage.seq(grant)).append(' ');
      }
      return new State(text.append(stage.inventory()).toString());
    }
  }

  private Set<String> words(Operation operation) {
    return vocabulary.computeIfAbsent(
        operation.toString(),
        _ -> {
          Set<String> words = new HashSet<>(THINGS);
          operation.parameters().forEach(parameter -> words.add(parameter.name()));
          operation.node().path("requestBody").findValues("schema").forEach(s -> members(s, words));
          return words;
        });
  }

  private void members(JsonNode reference, Set<String> words) {
    JsonNode schema = document.resolve(reference);
    schema
        .path("properties")
        .properties()
        .forEach(member -> {
          words.add(member.getKey());
          members(member.getValue(), words);
        });
    schema.path("allOf").values().forEach(part -> members(part, words));
    if (schema.has("items")) {
      members(schema.path("items"), words);
    }
  }
}

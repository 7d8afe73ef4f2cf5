package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.postern.contract.Contract;
import dev.postern.contract.Document.Operation;
import dev.postern.contract.Models.Found;
import dev.postern.contract.Strictness.Rule;
import dev.postern.contract.Talk;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Each answer of each route is one that the Java, Python and Node SDKs can read: every rule of the
/// table holds for every object of its model, and there is at least one of each.
class StrictnessTest {
  private static final Contract CONTRACT = ApiStage.CONTRACT;
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /// What only the process itself can answer, what is always refused, and the form of a page.
  private static final Set<String> NOT_ASKED =
      Set.of("POST /v3/admin/backup", "DELETE /v3/connectors/{provider}", "POST /v3/connect/auth");

  private static List<Talk> talks = List.of();

  @BeforeAll
  static void talk(@TempDir Path directory) throws IOException {
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          String query = Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse("");
          byte[] answer = query.replace("challenge=", "").getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    receiver.start();
    try (ApiStage stage = new ApiStage(directory)) {
      new ApiTour(stage, "http://127.0.0.1:" + receiver.getAddress().getPort()).run();
      talks = stage.talks();
    } finally {
      receiver.stop(0);
    }
  }

  @AfterAll
  static void forget() {
    talks = List.of();
  }

  @TestFactory
  Stream<DynamicTest> eachRouteIsAsked() {
    return CONTRACT.document().operations().stream()
        .filter(operation -> !operation.node().toString().contains("text/event-stream"))
        .filter(operation -> !NOT_ASKED.contains(operation.toString()))
        // Mail programs and browsers ask these.
        .filter(operation -> !operation.path().startsWith("/t/"))
        .map(operation ->
            DynamicTest.dynamicTest(
                operation.toString(),
                () ->
                    assertThat(talks.stream().filter(talk -> isGood(talk, operation)).toList())
                        .as("good answers in ApiTour")
                        .isNotEmpty()));
  }

  @TestFactory
  Stream<DynamicTest> eachRuleHolds() {
    List<Found> objects = talks.stream().flatMap(StrictnessTest::objects).toList();
    Function<Rule, List<JsonNode>> of =
        rule ->
            objects.stream()
                .filter(found -> found.models().contains(rule.model()))
                .map(Found::object)
                .toList();
    return CONTRACT.strictness().rules().stream()
        .filter(rule -> !rule.sdk().endsWith("-agent"))
        .map(rule ->
            DynamicTest.dynamicTest(
                rule.toString(),
                () ->
                    assertThat(of.apply(rule))
                        .isNotEmpty()
                        .allSatisfy(
                            object -> assertThat(rule.violation(object, false)).isEmpty())));
  }

  @TestFactory
  Stream<DynamicTest> noAnswerIsEmptyOrWithoutItsRequestId() {
    return talks.stream()
        .filter(talk -> talk.header().apply("content-type").orElse("").equals("application/json"))
        .filter(talk -> !talk.target().equals("/openapi.json"))
        .collect(Collectors.groupingBy(talk -> talk.method() + " " + talk.status()))
        .entrySet()
        .stream()
        .map(entry ->
            DynamicTest.dynamicTest(
                entry.getKey(),
                () -> {
                  for (Talk talk : entry.getValue()) {
                    assertThat(talk.status()).isNotEqualTo(204);
                    assertThat(MAPPER.readTree(talk.body()).path("request_id").asString(""))
                        .as(talk.toString())
                        .isNotEmpty();
                  }
                }));
  }

  private static boolean isGood(Talk talk, Operation operation) {
    return talk.status() < 400 && CONTRACT.operation(talk).filter(operation::equals).isPresent();
  }

  // Answers to a selection have only what was wished for.
  private static Stream<Found> objects(Talk talk) {
    boolean json = talk.header().apply("content-type").orElse("").startsWith("application/json");
    if (!json || talk.target().contains("select=") || talk.body().length == 0) {
      return Stream.of();
    }
    JsonNode body = MAPPER.readTree(talk.body());
    List<Found> found = new ArrayList<>();
    CONTRACT
        .schema(talk)
        .ifPresent(schema -> found.addAll(CONTRACT.strictness().models(schema, body)));
    return found.stream();
  }
}

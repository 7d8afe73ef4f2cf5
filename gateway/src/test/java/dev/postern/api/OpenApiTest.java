package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.api.ApiStage.Answer;
import dev.postern.contract.Document;
import dev.postern.contract.Document.Operation;
import dev.postern.contract.Document.Parameter;
import dev.postern.contract.Schemas;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The document says what the server does: neither has a route, a name or a query parameter that
/// the other one has not, and the document itself is sound.
class OpenApiTest {
  /// Where a parameter is read: `query.text("name")`, a local of that name or `request.query()`.
  private static final Pattern READ =
      Pattern.compile(
          "(?:query|query\\(\\))\\s*\\.(?:text|list|flag|number|limit|choice)\\(\\s*\"(\\w+)\"");

  private static final Set<Integer> STATUSES =
      Set.of(
          200, 201, 202, 302, 304, 400, 401, 402, 403, 404, 408, 409, 410, 413, 423, 429, 503, 504);

  private final Document document = ApiStage.CONTRACT.document();
  @TempDir private Path directory;

  @Test
  void eachRouteIsDescribedAndEachDescriptionIsARoute() throws IOException {
    try (ApiStage stage = new ApiStage(directory)) {
      Set<String> routes =
          stage.door().routes().stream()
              .map(route -> route.method() + " /" + String.join("/", route.pattern()))
              .collect(Collectors.toCollection(TreeSet::new));
      Set<String> described =
          document.operations().stream()
              .map(Operation::toString)
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(described).isEqualTo(routes);
    }
  }

  @Test
  void theDocumentIsServedWithoutAKeyAndKeptByItsTag() throws IOException {
    try (ApiStage stage = new ApiStage(directory)) {
      Answer answer = stage.get("/openapi.json");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.json().text("openapi").orElseThrow()).startsWith("3.1.");
      String tag = answer.response().headers().firstValue("etag").orElseThrow();
      for (String known : List.of(tag, "\"x\", " + tag, "*")) {
        Response again =
            OpenApiRoute.answer(Requests.get("/openapi.json", Map.of("if-none-match", known)));
        assertThat(again.status()).as(known).isEqualTo(304);
      }
      Response other =
          OpenApiRoute.answer(Requests.get("/openapi.json", Map.of("if-none-match", "\"x\"")));
      assertThat(other.status()).isEqualTo(200);
    }
  }

  @Test
  void eachNameOfAPathIsAParameterAndNoneIsTwice() {
    for (Operation operation : document.operations()) {
      Set<String> named =
          Stream.of(operation.path().split("/", -1))
              .filter(segment -> segment.startsWith("{"))
              .map(segment -> segment.substring(1, segment.length() - 1))
              .collect(Collectors.toSet());
      List<String> declared =
          operation.parameters().stream()
              .filter(parameter -> parameter.in().equals("path"))
              .map(Parameter::name)
              .toList();
      assertThat(declared).as(operation.toString()).containsExactlyInAnyOrderElementsOf(named);
      assertThat(operation.parameters().stream().map(p -> p.in() + " " + p.name()))
          .as(operation.toString())
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void eachQueryParameterThatIsReadIsDescribedAndTheOtherWayRound() throws IOException {
    Set<String> described =
        document.operations().stream()
            .flatMap(operation -> operation.parameters().stream())
            .filter(parameter -> parameter.in().equals("query"))
            .map(Parameter::name)
            .collect(Collectors.toSet());
    Set<String> read = new TreeSet<>();
    StringBuilder code = new StringBuilder();
    Path sources =
        Path.of(System.getProperty("postern.root", ".."), "gateway/src/main/java/dev/postern/api");
    try (Stream<Path> files = Files.list(sources)) {
      files.forEach(file -> code.append(text(file)));
    }
    Matcher matcher = READ.matcher(code);
    while (matcher.find()) {
      read.add(matcher.group(1));
    }
    assertThat(read).as("read from a query").isNotEmpty().isSubsetOf(described);
    assertThat(described)
        .as("described")
        .allSatisfy(name -> assertThat(code).contains("\"" + name + "\""));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void eachOperationHasItsOwnIdASummaryAndKnownStatuses() {
    List<String> ids = new ArrayList<>();
    for (Operation operation : document.operations()) {
      JsonNode node = operation.node();
      ids.add(node.path("operationId").asString(""));
      assertThat(node.path("summary").asString("")).as(operation.toString()).isNotEmpty();
      assertThat(node.path("tags").size()).as(operation.toString()).isEqualTo(1);
      node.path("responses")
          .propertyNames()
          .forEach(status ->
              assertThat(STATUSES).as(operation.toString()).contains(Integer.valueOf(status)));
      node.path("responses")
          .values()
          .forEach(response ->
              assertThat(document.resolve(response).path("description").asString("")).isNotEmpty());
    }
    assertThat(ids).doesNotContain("").doesNotHaveDuplicates();
  }

  @Test
  void eachReferenceLeadsToSomethingAndEachSchemaIsUsed() {
    Set<String> used = new TreeSet<>();
    references(document.root(), used);
    Set<String> there = new TreeSet<>();
    for (String kind : document.root().path("components").propertyNames()) {
      if (!kind.equals("securitySchemes")) {
        for (String name : document.root().path("components").path(kind).propertyNames()) {
          there.add("#/components/" + kind + "/" + name);
        }
      }
    }
    assertThat(used).isEqualTo(there);
  }

  private static void references(JsonNode node, Set<String> found) {
    if (node.path("$ref").isString()) {
      found.add(node.path("$ref").stringValue());
    }
    node.values().forEach(child -> references(child, found));
  }

  @Test
  void eachSchemaIsOneAndItsExamplesAreOfIt() {
    Schemas schemas = new Schemas(document);
    JsonNode components = document.root().path("components").path("schemas");
    for (Map.Entry<String, JsonNode> schema : components.properties()) {
      assertThat(Schemas.mistakes(schema.getValue())).as(schema.getKey()).isEmpty();
      JsonNode example = schema.getValue().path("example");
      if (!example.isMissingNode()) {
        assertThat(schemas.errors(schema.getValue(), example)).as(schema.getKey()).isEmpty();
      }
    }
    for (Operation operation : document.operations()) {
      for (Parameter parameter : operation.parameters()) {
        assertThat(Schemas.mistakes(parameter.schema())).as(parameter.name()).isEmpty();
      }
    }
  }
}

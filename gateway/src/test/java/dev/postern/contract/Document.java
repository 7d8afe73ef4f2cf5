package dev.postern.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The API's OpenAPI document, as tests read it.
public final class Document {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final List<String> METHODS =
      List.of("get", "put", "post", "delete", "patch", "head");

  private final JsonNode root;
  private final List<Operation> operations = new ArrayList<>();

  /// One method on one path.
  ///
  /// @param method in upper case
  /// @param parameters the path's and its own, without references
  /// @param node the Operation Object
  public record Operation(String method, String path, List<Parameter> parameters, JsonNode node) {
    /// Returns the segments of the path; names stand in braces.
    List<String> pattern() {
      return List.of(path.substring(1).split("/", -1));
    }

    /// Returns the schema of a kind of body, such as `application/json`.
    public Optional<JsonNode> body(String type) {
      return Optional.of(node.path("requestBody").path("content").path(type).path("schema"))
          .filter(schema -> !schema.isMissingNode());
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  /// One parameter.
  ///
  /// @param in `path`, `query` or `header`
  public record Parameter(String name, String in, boolean required, JsonNode schema) {}

  /// Reads a JSON text.
  public Document(byte[] text) {
    root = MAPPER.readTree(text);
    for (Map.Entry<String, JsonNode> path : root.path("paths").properties()) {
      for (String method : METHODS) {
        JsonNode operation = path.getValue().path(method);
        if (operation.isObject()) {
          operations.add(
              new Operation(
                  method.toUpperCase(Locale.ROOT),
                  path.getKey(),
                  parameters(path.getValue(), operation),
                  operation));
        }
      }
    }
  }

  private List<Parameter> parameters(JsonNode path, JsonNode operation) {
    return Stream.concat(
            path.path("parameters").values().stream(),
            operation.path("parameters").values().stream())
        .map(this::resolve)
        .map(node ->
            new Parameter(
                node.path("name").asString(),
                node.path("in").asString(),
                node.path("required").asBoolean(false),
                node.path("schema")))
        .toList();
  }

  public JsonNode root() {
    return root;
  }

  /// Returns every operation.
  public List<Operation> operations() {
    return operations;
  }

  /// Returns the operations on the path that a request's segments fit, the one with the fewest
  /// names of its paths.
  public List<Operation> at(List<String> segments) {
    Optional<String> path =
        operations.stream()
            .filter(operation -> fits(operation.pattern(), segments))
            .map(Operation::path)
            .min((a, b) -> Long.compare(names(a), names(b)));
    return operations.stream()
        .filter(operation -> path.filter(operation.path()::equals).isPresent())
        .toList();
  }

  private static boolean fits(List<String> pattern, List<String> segments) {
    boolean fits = pattern.size() == segments.size();
    for (int i = 0; fits && i < pattern.size(); i++) {
      fits = pattern.get(i).startsWith("{") || pattern.get(i).equals(segments.get(i));
    }
    return fits;
  }

  private static long names(String path) {
    return path.chars().filter(c -> c == '{').count();
  }

  /// Follows a reference, if `node` is one.
  public JsonNode resolve(JsonNode node) {
    JsonNode reference = node.path("$ref");
    return reference.isString() ? resolve(target(reference.stringValue())) : node;
  }

  /// Returns what `#/components/schemas/Name` refers to.
  JsonNode target(String reference) {
    JsonNode found = root.at(reference.substring(1));
    if (!reference.startsWith("#/") || found.isMissingNode()) {
      throw new AssertionError(reference + " refers to nothing");
    }
    return found;
  }
}

package dev.postern.api;

import dev.postern.contract.Document;
import dev.postern.contract.Document.Operation;
import dev.postern.contract.Document.Parameter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Makes requests of the document: as it wants them, with one mistake, or with anything anywhere.
final class FuzzRequests {
  // Halves of surrogate pairs have no UTF-8, but an escape.
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  /// Members that the server takes and does not look at.
  private static final Set<String> UNREAD = Set.of("use_draft");

  private final Document document;
  private final FuzzPool pool;
  private final FuzzValues values;
  private final RandomGenerator random;
  private final FuzzBytes bytes;
  private final List<Operation> operations;

  /// A request.
  ///
  /// @param mistake the name of the one parameter or member that is wrong, if that is known
  record Made(Operation operation, RawRequest request, Optional<String> mistake) {}

  FuzzRequests(Document document, FuzzPool pool, RandomGenerator random) {
    this.document = document;
    this.pool = pool;
    this.random = random;
    this.values = new FuzzValues(document, pool, random);
    this.bytes = new FuzzBytes(pool.otherKey(), random);
    // A stream does not end, and the document is large.
    this.operations =
        document.operations().stream()
            .filter(operation -> !operation.node().toString().contains("text/event-stream"))
            .filter(operation -> !operation.path().equals("/openapi.json"))
            .toList();
  }

  /// Returns the next request.
  Made next() {
    Operation operation = operations.get(random.nextInt(operations.size()));
    int kind = random.nextInt(100);
    // A browser with a mistake is sent back where it came from.
    boolean forBrowsers = operation.path().equals("/v3/connect/auth");
    if (kind < 40 || (forBrowsers && kind < 65)) {
      return valid(operation);
    }
    List<Parameter> faulty = typed(operation);
    Map<String, JsonNode> members = members(operation.body("application/json").orElse(null));
    boolean inBody = random.nextBoolean();
    if (kind < 65 && inBody && !members.isEmpty()) {
      return wrongMember(operation, members);
    }
    if (kind < 65 && !faulty.isEmpty()) {
      return wrongParameter(operation, faulty.get(random.nextInt(faulty.size())));
    }
    return wild(operation);
  }

  private Made valid(Operation operation) {
    List<String> pairs = new ArrayList<>();
    for (Parameter parameter : operation.parameters()) {
      if (parameter.in().equals("query")
          && (isNeeded(parameter) || random.nextInt(operation.parameters().size()) < 2)) {
        pairs.addAll(pairs(parameter.name(), value(parameter)));
      }
    }
    String target = path(operation, false) + query(pairs);
    return new Made(operation, bytes.framed(operation, target, body(operation)), Optional.empty());
  }

  private Object value(Parameter parameter) {
    return parameter.name().equals("message_id")
        ? pool.own("message_id")
        : parameter.name().equals("timeout")
            ? 0
            : values.valid(parameter.name(), parameter.schema());
  }

  private Optional<byte[]> body(Operation operation) {
    return operation.body("application/json").map(schema -> json(values.valid("body", schema)));
  }

  private static List<Parameter> typed(Operation operation) {
    return operation.parameters().stream()
        .filter(parameter -> parameter.in().equals("query"))
        .filter(parameter ->
            parameter.schema().path("type").asString("").equals("integer")
                || parameter.schema().path("type").asString("").equals("boolean")
                || parameter.schema().has("enum"))
        .toList();
  }

  private Made wrongParameter(Operation operation, Parameter wrong) {
    List<String> pairs = new ArrayList<>(required(operation));
    pairs.removeIf(pair -> pair.startsWith(wrong.name() + "="));
    List<String> odd = List.of("maybe", "-1", "1.5", "0x1", "1e3", "٣", "+", "9".repeat(25), "\0");
    pairs.add(wrong.name() + "=" + bytes.encoded(odd.get(random.nextInt(odd.size())), true));
    String target = path(operation, false) + query(pairs);
    return new Made(
        operation, bytes.framed(operation, target, body(operation)), Optional.of(wrong.name()));
  }

  // Nobody waits here.
  private static boolean isNeeded(Parameter parameter) {
    return parameter.required() || parameter.name().equals("timeout");
  }

  private List<String> required(Operation operation) {
    return operation.parameters().stream()
        .filter(parameter -> parameter.in().equals("query") && isNeeded(parameter))
        .flatMap(parameter -> pairs(parameter.name(), value(parameter)).stream())
        .toList();
  }

  private Made wrongMember(Operation operation, Map<String, JsonNode> members) {
    List<String> names = members.keySet().stream().filter(each -> !UNREAD.contains(each)).toList();
    String name = names.get(random.nextInt(names.size()));
    Map<Object, Object> body =
        new LinkedHashMap<>(
            (Map<?, ?>) values.least(operation.body("application/json").orElseThrow()));
    body.put(name, values.wrongType(Objects.requireNonNull(members.get(name))));
    String target = path(operation, false) + query(required(operation));
    RawRequest request = bytes.framed(operation, target, Optional.of(json(body)));
    return new Made(operation, request, Optional.of(name));
  }

  private Map<String, JsonNode> members(@Nullable JsonNode reference) {
    Map<String, JsonNode> members = new LinkedHashMap<>();
    if (reference != null) {
      JsonNode schema = document.resolve(reference);
      schema.path("allOf").values().forEach(part -> members.putAll(members(part)));
      schema.path("properties").properties().forEach(e -> members.put(e.getKey(), e.getValue()));
    }
    return members;
  }

  private Made wild(Operation operation) {
    List<String> pairs = new ArrayList<>();
    if (operation.path().endsWith("/wait")) {
      pairs.add("timeout=0");
    }
    for (Parameter parameter : operation.parameters()) {
      while (parameter.in().equals("query") && random.nextInt(4) == 0) {
        Object value = random.nextBoolean() ? values.text() : value(parameter);
        pairs.addAll(pairs(parameter.name(), value));
      }
    }
    if (random.nextInt(4) == 0) {
      pairs.add(bytes.encoded(values.text(), true) + "=" + bytes.encoded(values.text(), true));
    }
    String target = bytes.odd(path(operation, random.nextBoolean()) + query(pairs));
    Optional<byte[]> body =
        random.nextInt(3) == 0 ? body(operation) : Optional.of(json(wildBody(operation)));
    RawRequest request = bytes.framed(operation, target, body.map(text -> bytes.spoiled(text)));
    return new Made(operation, bytes.broken(request), Optional.empty());
  }

  private Object wildBody(Operation operation) {
    Map<String, JsonNode> members = members(operation.body("application/json").orElse(null));
    Map<String, Object> body = new LinkedHashMap<>();
    members.forEach((name, schema) -> {
      if (random.nextInt(3) > 0) {
        body.put(name, random.nextBoolean() ? values.wild(0) : values.valid(name, schema));
      }
    });
    return random.nextInt(8) == 0 ? values.wild(0) : body;
  }

  private String path(Operation operation, boolean wrong) {
    StringBuilder path = new StringBuilder();
    for (String segment : operation.path().substring(1).split("/", -1)) {
      path.append('/');
      if (!segment.startsWith("{")) {
        path.append(segment);
      } else {
        String kind = segment.substring(1, segment.length() - 1);
        boolean deletes = operation.toString().equals("DELETE /v3/grants/{grant}");
        String id =
            wrong && random.nextBoolean() && !deletes
                ? pool.wrong(kind)
                : deletes ? pool.victim() : pool.own(kind);
        path.append(bytes.encoded(id, false));
      }
    }
    return path.toString();
  }

  private List<String> pairs(String name, Object value) {
    if (value instanceof List<?> list) {
      Stream<String> texts = list.stream().map(each -> bytes.encoded(each.toString(), true));
      return random.nextBoolean()
          ? List.of(name + "=" + String.join(",", texts.toList()))
          : texts.map(text -> name + "=" + text).toList();
    }
    String text = value.toString();
    boolean python = value instanceof Boolean && random.nextBoolean();
    return List.of(name + "=" + bytes.encoded(python ? capital(text) : text, true));
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private static String query(List<String> pairs) {
    return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
  }

  private static byte[] json(Object value) {
    return MAPPER.writeValueAsString(value).getBytes(StandardCharsets.UTF_8);
  }
}

package dev.postern.contract;

import dev.postern.contract.Document.Operation;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Holds answers against the document: the status is one that the operation may have, the body is
/// of its schema, and the frame of section 0 of spec/api-data.md is kept.
public final class Contract {
  /// What may be answered before a route is found.
  private static final Set<Integer> BEFORE_ROUTES = Set.of(400, 401, 403, 404, 405, 414, 431, 503);

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Document document;
  private final Schemas schemas;
  private final Strictness strictness;

  /// Takes the promises of `document`.
  public Contract(Document document) {
    this.document = document;
    this.schemas = new Schemas(document);
    this.strictness = new Strictness(document);
  }

  public Document document() {
    return document;
  }

  public Strictness strictness() {
    return strictness;
  }

  /// Checks one answer.
  ///
  /// @throws AssertionError that tells both
  public void check(Talk talk) {
    Optional<Operation> operation = operation(talk);
    if (talk.method().equals("OPTIONS") && talk.status() == 200) {
      json(talk, document.root().at("/components/schemas/Done"));
      return;
    }
    if (operation.isEmpty() || isBeforeRoutes(talk)) {
      require(talk, BEFORE_ROUTES.contains(talk.status()), "no operation, so no such status");
      JsonNode error = document.root().at("/components/schemas/ErrorEnvelope");
      json(talk, error);
      return;
    }
    JsonNode response =
        document.resolve(
            operation.get().node().path("responses").path(Integer.toString(talk.status())));
    require(talk, response.isObject(), "the document has no such status for it");
    JsonNode content = response.path("content");
    if (content.isMissingNode()) {
      require(talk, talk.body().length == 0, "the document has no body for it");
    } else {
      content(talk, content);
    }
  }

  /// Returns the operation that a request is of, if there is one.
  public Optional<Operation> operation(Talk talk) {
    return document.at(talk.segments()).stream()
        .filter(each -> each.method().equals(talk.method()))
        .findFirst();
  }

  /// Returns the schema of an answer in JSON; that of refusals if there is no operation.
  public Optional<JsonNode> schema(Talk talk) {
    JsonNode error = document.root().at("/components/responses/BadRequest");
    String status = Integer.toString(talk.status());
    JsonNode response =
        operation(talk).map(each -> each.node().path("responses").path(status)).orElse(error);
    return Optional.of(
            document.resolve(response).path("content").path("application/json").path("schema"))
        .filter(schema -> !schema.isMissingNode());
  }

  // What is no sound request never comes to a route, and is refused as everywhere.
  private static boolean isBeforeRoutes(Talk talk) {
    return talk.status() == 414
        || talk.status() == 431
        || (talk.status() == 400 && talk.text().contains("\"error\":{"));
  }

  private void content(Talk talk, JsonNode content) {
    String given = talk.header().apply("content-type").orElse("");
    String type = given.split(";", 2)[0].strip();
    JsonNode media = content.path(type);
    require(talk, media.isObject(), "the document has no body of type " + type);
    if (type.equals("application/json")) {
      JsonNode body = json(talk, media.path("schema"));
      List<String> violations =
          strictness.violations(media.path("schema"), body, talk.asks("select"));
      require(talk, violations.isEmpty(), String.join("\n", violations));
    }
  }

  private JsonNode json(Talk talk, JsonNode schema) {
    JsonNode body;
    try {
      body = MAPPER.readTree(talk.body());
    } catch (JacksonException e) {
      throw new AssertionError("not JSON: " + talk, e);
    }
    List<String> errors = schemas.errors(schema, body);
    require(talk, errors.isEmpty(), String.join("\n", errors));
    if (body.has("request_id")) {
      require(
          talk,
          talk.header()
              .apply("x-request-id")
              .equals(Optional.of(body.path("request_id").asString())),
          "x-request-id is not request_id");
    }
    return body;
  }

  private static void require(Talk talk, boolean kept, String why) {
    if (!kept) {
      throw new AssertionError(why + "\n  " + talk);
    }
  }
}

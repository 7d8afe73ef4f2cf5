package dev.postern.contract;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The schemas of the document, made strict and compiled once: an object has no member that is not
/// in the document, an `int32` fits into 32 bits, formats are asserted.
public final class Schemas {
  private static final String BASE = "https://postern.test/schemas";
  private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";
  private static final String REFERENCE = "#/components/schemas/";
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final SchemaRegistry registry;
  private final Map<JsonNode, Schema> compiled = new ConcurrentHashMap<>();

  /// Takes the schemas of `document`.
  public Schemas(Document document) {
    JsonNode schemas = document.root().path("components").path("schemas");
    ObjectNode all = MAPPER.createObjectNode().put("$schema", DIALECT).put("$id", BASE);
    all.set("$defs", definitions(schemas, parts(document.root())));
    registry =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder ->
                builder
                    .schemas(Map.of(BASE, MAPPER.writeValueAsString(all)))
                    .schemaRegistryConfig(
                        SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));
  }

  /// Returns what is wrong with a value.
  public List<String> errors(JsonNode schema, JsonNode value) {
    return compiled.computeIfAbsent(schema, this::compile).validate(value).stream()
        .map(Error::toString)
        .toList();
  }

  /// Returns what is wrong with a schema.
  public static List<String> mistakes(JsonNode schema) {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(SchemaLocation.of(DIALECT))
        .validate(schema.toString(), InputFormat.JSON)
        .stream()
        .map(Error::toString)
        .toList();
  }

  private Schema compile(JsonNode schema) {
    ObjectNode strict = (ObjectNode) strict(schema, false);
    return registry.getSchema(strict.put("$schema", DIALECT));
  }

  // A schema that others are made of says nothing of their further members.
  private static Set<String> parts(JsonNode node) {
    Set<String> found = new HashSet<>();
    node.path("allOf").values().forEach(part -> found.add(part.path("$ref").asString("")));
    node.values().forEach(child -> found.addAll(parts(child)));
    return found;
  }

  private static ObjectNode definitions(JsonNode schemas, Set<String> parts) {
    ObjectNode strict = MAPPER.createObjectNode();
    for (Map.Entry<String, JsonNode> entry : schemas.properties()) {
      boolean part = parts.contains(REFERENCE + entry.getKey());
      strict.set(entry.getKey(), strict(entry.getValue(), part));
    }
    return strict;
  }

  private static JsonNode strict(JsonNode node, boolean part) {
    if (node.isArray()) {
      ArrayNode array = MAPPER.createArrayNode();
      node.values().forEach(each -> array.add(strict(each, part)));
      return array;
    }
    if (!node.isObject()) {
      return node;
    }
    ObjectNode strict = MAPPER.createObjectNode();
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      strict.set(member.getKey(), strict(member.getValue(), member.getKey().equals("allOf")));
    }
    if (node.has("example")) {
      strict.remove("example");
    }
    tighten(strict, part);
    return strict;
  }

  private static void tighten(ObjectNode schema, boolean part) {
    boolean describes = schema.path("properties").isObject() || schema.path("allOf").isArray();
    if (describes && !part && !schema.has("additionalProperties")) {
      schema.put("unevaluatedProperties", false);
    }
    if (schema.path("format").asString("").equals("int32")) {
      schema.put("maximum", Integer.MAX_VALUE);
    }
    if (schema.path("$ref").isString()) {
      String name = schema.path("$ref").stringValue().replace(REFERENCE, "");
      schema.put("$ref", BASE + "#/$defs/" + name);
    }
  }
}

package dev.postern.contract;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Finds out of which model of the document each object of an answer is.
public final class Models {
  private static final String SCHEMAS = "#/components/schemas/";

  private final Document document;

  /// An object.
  ///
  /// @param models names of its schema and of those that it is made of
  public record Found(Set<String> models, JsonNode object) {
    boolean is(String model) {
      return models.contains(model);
    }
  }

  Models(Document document) {
    this.document = document;
  }

  /// Returns the objects of `value`, outermost first.
  List<Found> in(JsonNode schema, JsonNode value) {
    List<Found> found = new ArrayList<>();
    walk(schema, value, found);
    return found;
  }

  private void walk(JsonNode schema, JsonNode value, List<Found> found) {
    if (value.isArray()) {
      for (JsonNode element : value.values()) {
        walk(items(schema), element, found);
      }
    } else if (value.isObject()) {
      Set<String> names = new LinkedHashSet<>();
      List<JsonNode> parts = new ArrayList<>();
      parts(schema, value, names, parts);
      String own = value.path("object").asString("");
      if (names.remove("MessageOrDraft")) {
        names.add(own.equals("draft") ? "Draft" : "Message");
      }
      found.add(new Found(names, value));
      for (Map.Entry<String, JsonNode> member : value.properties()) {
        parts.stream()
            .map(part -> part.path("properties").path(member.getKey()))
            .filter(JsonNode::isObject)
            .findFirst()
            .ifPresent(of -> walk(of, member.getValue(), found));
      }
    }
  }

  private JsonNode items(JsonNode schema) {
    return document.resolve(schema).path("items");
  }

  private void parts(JsonNode schema, JsonNode value, Set<String> names, List<JsonNode> parts) {
    JsonNode reference = schema.path("$ref");
    if (reference.isString()) {
      names.add(reference.stringValue().replace(SCHEMAS, ""));
      parts(document.target(reference.stringValue()), value, names, parts);
    }
    parts.add(schema);
    schema.path("allOf").values().forEach(part -> parts(part, value, names, parts));
    // Of those that it may be it is the first that it has the members of.
    for (String kind : List.of("oneOf", "anyOf")) {
      schema.path(kind).values().stream()
          .filter(part -> hasRequired(part, value))
          .findFirst()
          .ifPresent(part -> parts(part, value, names, parts));
    }
  }

  private boolean hasRequired(JsonNode schema, JsonNode value) {
    return document.resolve(schema).path("required").values().stream()
        .allMatch(name -> value.has(name.asString()));
  }
}

package dev.postern.conformance.client;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// JSON as trees.
public final class Json {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Json() {}

  /// Reads a text; anything but one JSON value is an error.
  public static JsonNode read(String text) {
    return MAPPER.readTree(text);
  }

  /// Writes maps, lists, strings and numbers.
  public static String write(Object value) {
    return MAPPER.writeValueAsString(value);
  }
}

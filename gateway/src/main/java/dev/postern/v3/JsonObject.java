package dev.postern.v3;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One JSON object being written. It cannot hold a null: a value that is not there is left out,
/// because three of the official clients fail on explicit nulls.
///
/// Belongs to one thread.
public final class JsonObject {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final ObjectNode node;

  /// Makes an object without members.
  public JsonObject() {
    this(MAPPER.createObjectNode());
  }

  private JsonObject(ObjectNode node) {
    this.node = node;
  }

  /// Makes the object that maps, lists, texts, numbers and booleans describe.
  static JsonObject of(Map<String, ?> tree) {
    return new JsonObject(MAPPER.valueToTree(tree));
  }

  /// Sets a text. Halves of surrogate pairs, which UTF-8 cannot carry, become U+FFFD.
  public JsonObject put(String name, String value) {
    node.put(name, Surrogates.whole(value));
    return this;
  }

  /// Sets a text if there is one.
  public JsonObject put(String name, Optional<String> value) {
    value.ifPresent(text -> put(name, text));
    return this;
  }

  /// Sets an integer.
  public JsonObject put(String name, long value) {
    node.put(name, value);
    return this;
  }

  /// Sets an integer that clients read into 32 bits; larger ones are capped.
  public JsonObject putInt(String name, long value) {
    node.put(name, Math.clamp(value, Integer.MIN_VALUE, Integer.MAX_VALUE));
    return this;
  }

  /// Sets a boolean.
  public JsonObject put(String name, boolean value) {
    node.put(name, value);
    return this;
  }

  /// Sets an object.
  public JsonObject put(String name, JsonObject value) {
    node.set(name, value.node);
    return this;
  }

  /// Sets an object of texts.
  public JsonObject putTextMap(String name, Map<String, String> values) {
    JsonObject object = new JsonObject();
    values.forEach(object::put);
    return put(name, object);
  }

  /// Sets an array of texts.
  public JsonObject putTexts(String name, Collection<String> values) {
    ArrayNode array = node.putArray(name);
    values.forEach(value -> array.add(Surrogates.whole(value)));
    return this;
  }

  /// Sets an array of objects.
  public JsonObject putObjects(String name, List<JsonObject> values) {
    ArrayNode array = node.putArray(name);
    values.forEach(value -> array.add(value.node));
    return this;
  }

  /// Keeps only these members; an empty set keeps all.
  public JsonObject keep(Set<String> names) {
    if (!names.isEmpty()) {
      node.retain(names);
    }
    return this;
  }

  /// Removes a member.
  public JsonObject without(String name) {
    node.remove(name);
    return this;
  }

  /// Returns the UTF-8 text.
  public byte[] bytes() {
    return MAPPER.writeValueAsBytes(node);
  }

  /// Returns the text, for logs and tests.
  @Override
  public String toString() {
    return node.toString();
  }
}

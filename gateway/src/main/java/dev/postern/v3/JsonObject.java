package dev.postern.v3;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/// One JSON object being written. In answers it holds no null: a value that is not there is left
/// out, because three of the official clients fail on explicit nulls.
///
/// Belongs to one thread, but for one that is [#rendered], which is not changed any more.
public final class JsonObject {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Map<String, Value> members = new LinkedHashMap<>();

  /// A member's value, which can write itself.
  private interface Value {
    void write(JsonText out);
  }

  /// A value that is text already.
  private record Ready(byte[] json) implements Value {
    @Override
    public void write(JsonText out) {
      out.raw(json);
    }
  }

  /// Makes the object that maps, lists, texts, numbers and booleans describe.
  static JsonObject of(Map<String, ?> tree) {
    JsonObject object = new JsonObject();
    tree.forEach(
        (name, value) -> object.members.put(name, new Ready(MAPPER.writeValueAsBytes(value))));
    return object;
  }

  /// Returns an object with the members of `body` as they are, nulls too, to be added to.
  public static JsonObject copyOf(JsonBody body) {
    JsonObject object = new JsonObject();
    body.members().forEach((name, json) -> object.members.put(name, new Ready(json)));
    return object;
  }

  private JsonObject set(String name, Value value) {
    members.put(name, value);
    return this;
  }

  /// Sets a text. Halves of surrogate pairs, which UTF-8 cannot carry, become U+FFFD.
  public JsonObject put(String name, String value) {
    return set(name, out -> out.string(value));
  }

  /// Sets a text if there is one.
  public JsonObject put(String name, Optional<String> value) {
    value.ifPresent(text -> put(name, text));
    return this;
  }

  /// Sets a null. Only requests say that something is to be taken away; no answer has a null.
  public JsonObject putNull(String name) {
    return set(name, out -> out.plain("null"));
  }

  /// Sets an integer.
  public JsonObject put(String name, long value) {
    return set(name, out -> out.plain(Long.toString(value)));
  }

  /// Sets an integer that clients read into 32 bits; larger ones are capped.
  public JsonObject putInt(String name, long value) {
    return put(name, Math.clamp(value, Integer.MIN_VALUE, Integer.MAX_VALUE));
  }

  /// Sets a finite number.
  public JsonObject putDecimal(String name, double value) {
    return set(name, out -> out.plain(BigDecimal.valueOf(value).toPlainString()));
  }

  /// Sets a boolean.
  public JsonObject put(String name, boolean value) {
    return set(name, out -> out.plain(value ? "true" : "false"));
  }

  /// Sets an object.
  public JsonObject put(String name, JsonObject value) {
    return set(name, value::write);
  }

  /// Sets an object of texts.
  public JsonObject putTextMap(String name, Map<String, String> values) {
    JsonObject object = new JsonObject();
    values.forEach(object::put);
    return put(name, object);
  }

  /// Sets an array of texts.
  public JsonObject putTexts(String name, Collection<String> values) {
    List<String> texts = List.copyOf(values);
    return set(
        name,
        out -> {
          char before = '[';
          for (String text : texts) {
            out.sign(before).string(text);
            before = ',';
          }
          end(out, before);
        });
  }

  /// Sets an array of objects.
  public JsonObject putObjects(String name, List<JsonObject> values) {
    return set(
        name,
        out -> {
          char before = '[';
          for (JsonObject value : values) {
            value.write(out.sign(before));
            before = ',';
          }
          end(out, before);
        });
  }

  private static void end(JsonText out, char before) {
    (before == '[' ? out.sign('[') : out).sign(']');
  }

  /// Sets members as they are in another object, those it has.
  JsonObject take(JsonObject from, List<String> names) {
    for (String name : names) {
      Value value = from.members.get(name);
      if (value != null) {
        members.put(name, value);
      }
    }
    return this;
  }

  /// Keeps only these members; an empty set keeps all.
  public JsonObject keep(Set<String> names) {
    if (!names.isEmpty()) {
      members.keySet().retainAll(names);
    }
    return this;
  }

  /// Removes a member.
  public JsonObject without(String name) {
    members.remove(name);
    return this;
  }

  /// Returns the same object with all that is in it written already: it costs less to be written
  /// often, and can be shared.
  public JsonObject rendered() {
    JsonObject ready = new JsonObject();
    members.forEach((name, value) -> {
      JsonText text = new JsonText();
      value.write(text);
      ready.members.put(name, new Ready(text.bytes()));
    });
    return ready;
  }

  /// Returns about how many octets a rendered object takes.
  public int weight() {
    int weight = 0;
    for (Value value : members.values()) {
      weight += 100 + (value instanceof Ready(byte[] json) ? json.length : 0);
    }
    return weight;
  }

  private void write(JsonText out) {
    char before = '{';
    for (Map.Entry<String, Value> member : members.entrySet()) {
      out.sign(before).string(member.getKey()).sign(':');
      member.getValue().write(out);
      before = ',';
    }
    (before == '{' ? out.sign('{') : out).sign('}');
  }

  /// Returns the UTF-8 text.
  public byte[] bytes() {
    JsonText text = new JsonText();
    write(text);
    return text.bytes();
  }

  /// Returns the text, for logs and tests.
  @Override
  public String toString() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }
}

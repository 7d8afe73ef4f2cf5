package dev.postern.v3;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One JSON object that a client sent. Unknown members are ignored and an explicit null counts as
/// absent; a member of the wrong type is refused with `SYNTAX` and its name.
public final class JsonBody {
  // The Python SDK can write NaN; in a member nobody reads it must do no harm.
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final String path;
  private final JsonNode node;

  private JsonBody(String path, JsonNode node) {
    this.path = path;
    this.node = node;
  }

  /// Reads a text that must be one JSON object; an empty text is an empty object.
  ///
  /// @throws GatewayException with SYNTAX
  public static JsonBody parse(byte[] text) {
    if (text.length == 0) {
      return new JsonBody("", MAPPER.createObjectNode());
    }
    JsonNode node;
    try {
      node = MAPPER.readTree(text);
    } catch (JacksonException e) {
      throw new GatewayException(
          Fault.SYNTAX, "error parsing request body: Invalid JSON payload format.", e);
    }
    if (!node.isObject()) {
      throw new GatewayException(Fault.SYNTAX, "request body must be a JSON object");
    }
    return new JsonBody("", node);
  }

  /// Says whether a member is there, even as null.
  public boolean has(String name) {
    return node.has(name);
  }

  /// Says whether a member is there and not null.
  public boolean gives(String name) {
    return member(name) != null;
  }

  /// Returns the whole object as one text, the same for the same object.
  public String canonical() {
    return node.toString();
  }

  /// Returns each member's JSON, by its name.
  Map<String, byte[]> members() {
    Map<String, byte[]> members = new LinkedHashMap<>();
    node.properties()
        .forEach(member ->
            members.put(
                member.getKey(), member.getValue().toString().getBytes(StandardCharsets.UTF_8)));
    return members;
  }

  /// Returns a text.
  public Optional<String> text(String name) {
    JsonNode value = member(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isString()) {
      throw wrong(name, "a string");
    }
    return Optional.of(Surrogates.whole(value.stringValue()));
  }

  /// Returns a boolean.
  public Optional<Boolean> flag(String name) {
    JsonNode value = member(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isBoolean()) {
      throw wrong(name, "a boolean");
    }
    return Optional.of(value.booleanValue());
  }

  /// Returns an integer.
  public Optional<Long> number(String name) {
    JsonNode value = member(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isNumber() || !value.canConvertToLong() || !value.canConvertToExactIntegral()) {
      throw wrong(name, "an integer");
    }
    return Optional.of(value.longValue());
  }

  /// Returns a finite number.
  public Optional<Double> decimal(String name) {
    JsonNode value = member(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw wrong(name, "a number");
    }
    return Optional.of(value.doubleValue());
  }

  /// Returns a text, or a number as text.
  public Optional<String> textOrNumber(String name) {
    JsonNode value = member(name);
    return value != null && value.isNumber() ? Optional.of(value.toString()) : text(name);
  }

  /// Returns an array of texts, or one text as such an array.
  public Optional<List<String>> textOrTexts(String name) {
    JsonNode value = member(name);
    return value != null && value.isString() ? text(name).map(List::of) : texts(name);
  }

  /// Returns an object.
  public Optional<JsonBody> object(String name) {
    JsonNode value = member(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isObject()) {
      throw wrong(name, "an object");
    }
    return Optional.of(new JsonBody(path + name + ".", value));
  }

  /// Returns an array of objects.
  public Optional<List<JsonBody>> objects(String name) {
    return elements(name)
        .map(values -> {
          List<JsonBody> objects = new ArrayList<>();
          for (JsonNode value : values) {
            if (!value.isObject()) {
              throw wrong(name, "an array of objects");
            }
            objects.add(new JsonBody(path + name + "[" + objects.size() + "].", value));
          }
          return objects;
        });
  }

  /// Returns an array of texts.
  public Optional<List<String>> texts(String name) {
    return elements(name)
        .map(values -> {
          List<String> texts = new ArrayList<>();
          for (JsonNode value : values) {
            if (!value.isString()) {
              throw wrong(name, "an array of strings");
            }
            texts.add(Surrogates.whole(value.stringValue()));
          }
          return texts;
        });
  }

  /// Returns an object whose values are all texts.
  public Optional<Map<String, String>> textMap(String name) {
    return object(name)
        .map(object -> {
          Map<String, String> texts = new LinkedHashMap<>();
          for (Map.Entry<String, JsonNode> entry : object.node.properties()) {
            if (!entry.getValue().isString()) {
              throw object.wrong(entry.getKey(), "a string");
            }
            texts.put(
                Surrogates.whole(entry.getKey()), Surrogates.whole(entry.getValue().stringValue()));
          }
          return texts;
        });
  }

  /// Makes the refusal of a member: `name` with the path to it, then `what`.
  public GatewayException refusal(String name, String what) {
    return new GatewayException(Fault.SYNTAX, path + name + " " + what);
  }

  private Optional<List<JsonNode>> elements(String name) {
    JsonNode value = member(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isArray()) {
      throw wrong(name, "an array");
    }
    return Optional.of(List.copyOf(value.values()));
  }

  private @Nullable JsonNode member(String name) {
    JsonNode value = node.get(name);
    return value == null || value.isNull() ? null : value;
  }

  private GatewayException wrong(String name, String wanted) {
    return refusal(name, "must be " + wanted);
  }
}

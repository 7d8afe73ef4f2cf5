package dev.postern.v3;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The OpenAPI document, put together from its YAML parts.
///
/// Members of the same name are merged where both are objects. Then the answers under
/// `x-everywhere` are copied to the operations that can give them, so that they are written once:
/// `all` to each, `secured` to those that need a key, `named` to those whose path names a thing,
/// `body` to those that take one. What an operation itself says wins.
public final class ApiDocument {
  private static final String EVERYWHERE = "x-everywhere";
  private static final List<String> METHODS =
      List.of("get", "put", "post", "delete", "patch", "head", "options");

  private ApiDocument() {}

  /// Puts the document together.
  ///
  /// @param parts YAML texts; the first one is the frame
  /// @throws IllegalArgumentException if two parts say different things in the same place
  public static JsonObject of(List<String> parts) {
    Map<String, Object> whole = new LinkedHashMap<>();
    for (String part : parts) {
      merge(whole, yaml(part));
    }
    Map<String, Object> everywhere = object(whole.remove(EVERYWHERE));
    object(whole.get("paths"))
        .forEach((path, item) -> {
          for (String method : METHODS) {
            Map<String, Object> operation = object(object(item).get(method));
            if (!operation.isEmpty()) {
              complete(everywhere, path, operation);
            }
          }
        });
    return JsonObject.of(whole);
  }

  private static void complete(
      Map<String, Object> everywhere, String path, Map<String, Object> operation) {
    Map<String, Object> responses = object(operation.get("responses"));
    List<String> kinds = new ArrayList<>(List.of("all"));
    if (!List.of().equals(operation.get("security"))) {
      kinds.add("secured");
    }
    if (path.contains("{")) {
      kinds.add("named");
    }
    if (operation.containsKey("requestBody")) {
      kinds.add("body");
    }
    for (String kind : kinds) {
      object(everywhere.get(kind)).forEach(responses::putIfAbsent);
    }
  }

  private static Map<String, Object> yaml(String text) {
    return object(new Load(LoadSettings.builder().build()).loadFromString(text));
  }

  private static void merge(Map<String, Object> into, Map<String, Object> more) {
    more.forEach((name, value) -> {
      Object there = into.putIfAbsent(name, value);
      if (there instanceof Map<?, ?> && value instanceof Map<?, ?>) {
        merge(object(there), object(value));
      } else if (there != null) {
        throw new IllegalArgumentException(name + " is given twice");
      }
    });
  }

  // YAML maps of this document have texts as keys.
  @SuppressWarnings("unchecked")
  private static Map<String, Object> object(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }
}

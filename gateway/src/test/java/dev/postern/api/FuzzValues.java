package dev.postern.api;

import dev.postern.contract.Document;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;

/// Makes values of a schema of the document, and values that are not of it, as maps, lists, texts,
/// numbers and booleans.
final class FuzzValues {
  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "hello world",
          "größe",
          "a,b",
          "true",
          "0",
          "x\r\nBcc: eve@agents.test",
          "\n",
          "nul\0",
          "\ud800",
          "\udc00x",
          "\ud83d\ude00",
          "\u202egnp.exe",
          "../../etc/passwd",
          "' OR 1=1 --",
          "<script>",
          "%0d%0a",
          "\\",
          "\"",
          "a".repeat(3000),
          "ä".repeat(600));

  private static final List<Object> NUMBERS =
      List.of(
          0,
          1,
          -1,
          2,
          50,
          200,
          201,
          Integer.MAX_VALUE,
          1L << 31,
          1L << 32,
          4102444800L,
          1L << 53,
          Long.MAX_VALUE,
          Long.MIN_VALUE,
          1.5,
          1e300,
          new BigInteger("9".repeat(40)));

  private final Document document;
  private final FuzzPool pool;
  private final RandomGenerator random;
  private boolean least;

  FuzzValues(Document document, FuzzPool pool, RandomGenerator random) {
    this.document = document;
    this.pool = pool;
    this.random = random;
  }

  /// Returns an object with no more members than it must have.
  Object least(JsonNode schema) {
    least = true;
    try {
      return valid("body", schema);
    } finally {
      least = false;
    }
  }

  /// Returns a value that is of the schema, as far as it tells.
  Object valid(String name, JsonNode reference) {
    JsonNode schema = document.resolve(reference);
    JsonNode parts = schema.path("allOf");
    if (parts.isArray()) {
      Map<Object, Object> whole = new LinkedHashMap<>();
      parts.values().forEach(part -> whole.putAll((Map<?, ?>) valid(name, part)));
      for (JsonNode needed : schema.path("required").values()) {
        parts.values().stream()
            .map(part -> document.resolve(part).path("properties").path(needed.asString()))
            .filter(JsonNode::isObject)
            .forEach(
                of -> whole.computeIfAbsent(needed.asString(), _ -> valid(needed.asString(), of)));
      }
      return whole;
    }
    if (schema.path("anyOf").isArray()) {
      return valid(name, schema.path("anyOf").path(0));
    }
    if (schema.has("const")) {
      return schema.path("const").asString();
    }
    if (schema.path("enum").isArray()) {
      return schema.path("enum").path(random.nextInt(schema.path("enum").size())).asString();
    }
    return switch (type(schema, "object")) {
      case "integer" -> number(schema);
      case "boolean" -> random.nextBoolean();
      case "array" -> list(name, schema);
      case "object" -> object(schema);
      default -> text(name, schema);
    };
  }

  // Of several types the first: the others are null.
  private static String type(JsonNode schema, String otherwise) {
    JsonNode type = schema.path("type");
    return (type.isArray() ? type.path(0) : type).asString(otherwise);
  }

  private Object number(JsonNode schema) {
    long least = schema.path("minimum").asLong(0);
    long most = schema.path("maximum").asLong(least + 100);
    return switch (random.nextInt(4)) {
      case 0 -> least;
      case 1 -> most;
      case 2 -> System.currentTimeMillis() / 1000 + 120;
      default -> random.nextLong(least, most + 1);
    };
  }

  private List<Object> list(String name, JsonNode schema) {
    int least = schema.path("minItems").asInt(0);
    int most = Math.min(schema.path("maxItems").asInt(3), 3);
    List<Object> values = new ArrayList<>();
    int size = random.nextInt(least, most + 1);
    for (int i = 0; i < size; i++) {
      values.add(valid(name, schema.path("items")));
    }
    return values;
  }

  private Map<String, Object> object(JsonNode schema) {
    Map<String, Object> members = new LinkedHashMap<>();
    Set<String> required = new HashSet<>();
    schema.path("required").values().forEach(each -> required.add(each.asString()));
    for (Map.Entry<String, JsonNode> member : schema.path("properties").properties()) {
      if (required.contains(member.getKey()) || (!least && isWanted(member.getKey()))) {
        members.put(member.getKey(), valid(member.getKey(), member.getValue()));
      }
    }
    if (schema.path("additionalProperties").isObject() && !least && random.nextInt(3) == 0) {
      members.put("key" + random.nextInt(9), "value");
    }
    return members;
  }

  // A password takes a while to hash.
  private boolean isWanted(String name) {
    return random.nextInt(name.equals("app_password") ? 60 : 3) == 0;
  }

  private String text(String name, JsonNode schema) {
    return switch (name) {
      case "email", "any_email", "from", "to", "cc", "bcc" ->
          "victim" + random.nextInt(3) + "@agents.test";
      case "in", "folders", "parent_id" -> pool.own("folder");
      case "message_id", "reply_to_message_id" -> pool.own("message");
      case "thread_id" -> pool.own("thread");
      case "workspace_id" -> pool.own("workspace");
      case "metadata_pair" -> "key" + random.nextInt(1, 6) + ":value";
      case "app_password" -> "Abcdefghijklmnop" + random.nextInt(10, 99);
      case "webhook_url", "redirect_uri", "url" -> "http://127.0.0.1:1/hook";
      case "directory" -> "/nowhere";
      case "content" -> "aGVsbG8=";
      case "content_type" -> "text/plain";
      case "page_token" -> Integer.toString(random.nextInt(3));
      case "name" -> "X-Name" + random.nextInt(1000);
      case "network" -> "192.0.2." + random.nextInt(256);
      case "domain_address", "domain" -> "word" + random.nextInt(100) + ".example";
      default -> formatted(schema);
    };
  }

  private String formatted(JsonNode schema) {
    return switch (schema.path("format").asString("")) {
      case "uuid" -> new UUID(random.nextLong(), random.nextLong()).toString();
      case "email" -> "word" + random.nextInt(100) + "@far.example";
      default -> schema.path("default").asString("word" + random.nextInt(100));
    };
  }

  /// Returns a value of another type than the schema has.
  Object wrongType(JsonNode reference) {
    JsonNode schema = document.resolve(reference);
    List<Object> others =
        switch (type(schema, schema.has("allOf") ? "object" : "string")) {
          case "string" -> List.of(7, true, List.of(), Map.of(), 1.5);
          case "integer" -> List.of("seven", true, List.of(), Map.of(), 1.5, "");
          case "boolean" -> List.of("maybe", 2, List.of(), Map.of());
          case "array" -> List.of("x", 1, true, Map.of());
          default -> List.of("x", 1, true, List.of());
        };
    return others.get(random.nextInt(others.size()));
  }

  /// Returns any value.
  Object wild(int depth) {
    return switch (random.nextInt(depth > 3 ? 4 : 7)) {
      case 0 -> text();
      case 1 -> NUMBERS.get(random.nextInt(NUMBERS.size()));
      case 2 -> random.nextBoolean();
      case 3 -> "x".repeat(random.nextInt(2000));
      case 4 -> List.of(wild(depth + 1), wild(depth + 1));
      case 5 -> Map.of("email", wild(depth + 1), "name", wild(depth + 1));
      default -> Map.of(text(), wild(depth + 1));
    };
  }

  /// Returns one of the texts that hurt.
  String text() {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }
}

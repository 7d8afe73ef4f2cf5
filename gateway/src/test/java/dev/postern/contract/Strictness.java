package dev.postern.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// What the official SDKs need of answers beyond the schemas: the table `sdk-strictness.txt`, one
/// rule a line, from spec/api-data.md sections 13.2 to 13.6.
public final class Strictness {
  private final Models models;
  private final List<Rule> rules;

  /// One line of the table.
  ///
  /// @param member a path with dots; `*` is the object itself
  public record Rule(String model, String member, String sdk, String demand) {
    static Rule of(String line) {
      String[] columns = line.strip().split(" +", 4);
      return new Rule(columns[0], columns[1], columns[2], columns[3]);
    }

    /// Says what is wrong with an object of the rule's model; empty if nothing is.
    ///
    /// @param selected whether the request named the members that it wants
    public String violation(JsonNode object, boolean selected) {
      JsonNode value = object.at("/" + member.replace('.', '/'));
      boolean there = !value.isMissingNode() && !value.isNull();
      String[] words = demand.split(" ", 2);
      boolean kept =
          switch (words[0]) {
            case "required" -> there || (selected && value.isMissingNode());
            case "absent" -> value.isMissingNode();
            case "never-null" -> !value.isNull();
            case "text" -> !there || value.isString();
            case "flag" -> !there || value.isBoolean();
            case "array" -> !there || value.isArray();
            case "object" -> !there || value.isObject();
            case "int32" -> !there || (value.isIntegralNumber() && value.canConvertToInt());
            case "int64" -> !there || (value.isIntegralNumber() && value.canConvertToLong());
            case "one-of" -> !there || allIn(value, Set.of(words[1].split("\\|", -1)));
            case "needs" -> !there || object.hasNonNull(words[1]);
            default -> throw new IllegalArgumentException("no such demand: " + demand);
          };
      return kept ? "" : this + ": " + object;
    }

    private static boolean allIn(JsonNode value, Set<String> known) {
      return value.isArray()
          ? value.values().stream().allMatch(each -> known.contains(each.asString()))
          : known.contains(value.asString());
    }

    @Override
    public String toString() {
      return model + " " + member + " " + sdk + " " + demand;
    }
  }

  /// Takes the models of `document`.
  public Strictness(Document document) {
    this.models = new Models(document);
    this.rules = table();
  }

  /// Returns the table.
  public List<Rule> rules() {
    return rules;
  }

  /// Returns the objects of an answer, each with its model.
  public List<Models.Found> models(JsonNode schema, JsonNode body) {
    return models.in(schema, body);
  }

  /// Returns what an answer does that some SDK cannot read.
  ///
  /// @param selected whether the request named the members that it wants
  public List<String> violations(JsonNode schema, JsonNode body, boolean selected) {
    List<String> violations = new ArrayList<>();
    for (Models.Found found : models.in(schema, body)) {
      for (Rule rule : rules) {
        // What only holds for clients that say who they are is looked at by itself.
        if (found.is(rule.model()) && !rule.sdk().endsWith("-agent")) {
          violations.add(rule.violation(found.object(), selected));
        }
      }
    }
    violations.removeIf(String::isEmpty);
    nulls("", body, violations);
    return violations;
  }

  private static void nulls(String path, JsonNode node, List<String> violations) {
    if (node.isNull()) {
      violations.add(path + " is null");
    }
    node.propertyStream()
        .forEach(member -> nulls(path + "/" + member.getKey(), member.getValue(), violations));
    if (node.isArray()) {
      node.values().forEach(element -> nulls(path + "/-", element, violations));
    }
  }

  private static List<Rule> table() {
    try (InputStream in = Strictness.class.getResourceAsStream("sdk-strictness.txt")) {
      if (in == null) {
        throw new IllegalStateException("the table is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(Rule::of)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

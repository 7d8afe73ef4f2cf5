package dev.postern.cli;

import dev.postern.v3.JsonBody;
import java.util.List;
import java.util.stream.Collectors;

/// A rule as people read it.
final class RuleText {
  private RuleText() {}

  static boolean isEnabled(JsonBody rule) {
    return rule.flag("enabled").orElse(true);
  }

  /// Returns its name, and what it is about.
  static String brief(JsonBody rule, Output output) {
    return output.strong(Shown.text(rule, "name"))
        + "  "
        + (isEnabled(rule) ? output.good("enabled") : output.fair("disabled"))
        + "\n"
        + Output.labelled(
            "   ",
            "ID",
            Output.id(rule),
            "Description",
            Shown.text(rule, "description"),
            "Trigger",
            Shown.text(rule, "trigger"),
            "Priority",
            rule.number("priority").map(Object::toString).orElse(""),
            "Updated",
            output.age(rule, "updated_at"));
  }

  /// Returns all of it.
  static String whole(JsonBody rule, Output output) {
    JsonBody match = rule.object("match").orElseGet(() -> JsonBody.parse(new byte[0]));
    String operator = match.text("operator").orElse("all");
    return brief(rule, output)
        + "\n   When "
        + (operator.equals("any") ? "any" : "all")
        + " of:\n"
        + lines(
            match.objects("conditions").orElse(List.of()).stream()
                .map(RuleText::condition)
                .toList())
        + "\n   Then:\n"
        + lines(rule.objects("actions").orElse(List.of()).stream().map(RuleText::action).toList());
  }

  private static String lines(List<String> all) {
    return all.stream().map(line -> "      " + line).collect(Collectors.joining("\n"));
  }

  static String condition(JsonBody condition) {
    return Shown.text(condition, "field")
        + " "
        + Shown.text(condition, "operator")
        + " "
        + value(condition);
  }

  static String action(JsonBody action) {
    String value = value(action);
    return Shown.text(action, "type") + (value.isEmpty() ? "" : " " + value);
  }

  private static String value(JsonBody json) {
    return Shown.line(String.join(", ", json.textOrTexts("value").orElse(List.of())));
  }
}

package dev.postern.cli;

import dev.postern.v3.JsonBody;
import java.util.List;

/// What rules would do with a mail, as people read it.
final class RuleTestText {
  private RuleTestText() {}

  static String of(JsonBody told, Output output) {
    boolean blocked = told.flag("blocked").orElse(false);
    List<String> actions =
        told.objects("actions").orElse(List.of()).stream().map(RuleText::action).toList();
    String outcome =
        blocked
            ? output.bad("blocked")
            : actions.isEmpty() ? output.good("nothing happens to it") : String.join(", ", actions);
    Tree tree = new Tree(outcome);
    for (JsonBody stage : told.objects("stages").orElse(List.of())) {
      Tree place = tree.branch(Shown.text(stage, "stage"));
      for (JsonBody rule : stage.objects("rules").orElse(List.of())) {
        Tree line = place.branch(Shown.text(rule, "name") + ": " + matched(rule));
        for (JsonBody each : rule.objects("conditions").orElse(List.of())) {
          line.branch(RuleText.condition(each) + ": " + Shown.text(each, "holds"));
        }
      }
    }
    return tree.toString();
  }

  private static String matched(JsonBody rule) {
    return rule.flag("reached").orElse(true) ? Shown.text(rule, "matched") : "not reached";
  }
}

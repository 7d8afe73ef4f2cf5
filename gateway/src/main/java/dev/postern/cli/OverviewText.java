package dev.postern.cli;

import dev.postern.v3.JsonBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The tree of `postern agent overview`.
final class OverviewText {
  private final Estate estate;
  private final Output output;

  OverviewText(Estate estate, Output output) {
    this.estate = estate;
    this.output = output;
  }

  String text() {
    var parts = new ArrayList<String>();
    estate.agents().forEach(agent -> parts.add(tree(agent).toString()));
    spare("Policies that no workspace has", estate.unattachedPolicies()).ifPresent(parts::add);
    spare("Rules that no workspace has", estate.unattachedRules()).ifPresent(parts::add);
    spare("Lists that no rule looks in", estate.unusedLists()).ifPresent(parts::add);
    parts.add(totals());
    return String.join("\n\n", parts);
  }

  private Tree tree(Agent agent) {
    Tree tree = new Tree(output.strong(agent.email()) + "  " + agent.status(output));
    Optional<JsonBody> workspace = Estate.find(estate.workspaces(), agent.workspace());
    if (workspace.isPresent()) {
      grow(tree.branch("Workspace: " + described(workspace.get())), workspace.get());
    } else if (agent.workspace().isEmpty()) {
      tree.branch(output.fair("no workspace"));
    } else {
      tree.branch("Workspace: " + missing(agent.workspace()));
    }
    return tree;
  }

  private String missing(String id) {
    return output.bad(id + " (missing)");
  }

  private String described(JsonBody workspace) {
    var notes = new ArrayList<String>();
    if (workspace.flag("default").orElse(false)) {
      notes.add("default");
    }
    if (workspace.flag("auto_group").orElse(false)) {
      notes.add("auto-group");
    }
    int others = estate.members(workspace).size() - 1;
    if (others > 0) {
      notes.add("shared with " + others + (others == 1 ? " other account" : " other accounts"));
    }
    String name = Shown.text(workspace, "name");
    return notes.isEmpty() ? name : name + " (" + String.join(", ", notes) + ")";
  }

  private void grow(Tree place, JsonBody workspace) {
    String policy =
        workspace
            .text("policy_id")
            .filter(id -> !id.isEmpty())
            .map(id -> name(estate.policies(), id))
            .orElse("none");
    place.branch("Policy: " + policy);
    List<String> rules = AttachedRules.rules(workspace);
    Tree all = place.branch("Rules (" + rules.size() + ")");
    for (String id : rules) {
      Optional<JsonBody> rule = Estate.find(estate.rules(), id);
      Tree line = all.branch(rule.map(this::rule).orElseGet(() -> missing(id)));
      rule.ifPresent(found -> Estate.listsOf(found).forEach(list -> line.branch(list(list))));
    }
  }

  private String name(List<JsonBody> all, String id) {
    return Estate.find(all, id)
        .map(found -> Shown.text(found, "name"))
        .orElseGet(() -> missing(id));
  }

  private String rule(JsonBody rule) {
    String text = Shown.text(rule, "name") + " (" + Shown.text(rule, "trigger") + ")";
    return RuleText.isEnabled(rule) ? text : text + output.fair(" [disabled]");
  }

  private String list(String id) {
    return Estate.find(estate.lists(), id)
        .map(list ->
            "List: %s (%s, %s)"
                .formatted(
                    Shown.text(list, "name"),
                    Shown.text(list, "type"),
                    count(list.number("items_count").orElse(0L), "item", "items")))
        .orElseGet(() -> "List: " + missing(id));
  }

  private Optional<String> spare(String title, List<JsonBody> all) {
    if (all.isEmpty()) {
      return Optional.empty();
    }
    Tree tree = new Tree(output.fair(title));
    all.forEach(each -> tree.branch(Shown.text(each, "name") + " (" + Output.id(each) + ")"));
    return Optional.of(tree.toString());
  }

  private String totals() {
    return String.join(
        ", ",
        count(estate.agents().size(), "account", "accounts"),
        count(estate.workspaces().size(), "workspace", "workspaces"),
        count(estate.policies().size(), "policy", "policies"),
        count(estate.rules().size(), "rule", "rules"),
        count(estate.lists().size(), "list", "lists"));
  }

  private static String count(long number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }
}

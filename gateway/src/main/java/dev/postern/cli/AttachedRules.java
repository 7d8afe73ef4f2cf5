package dev.postern.cli;

import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.util.ArrayList;
import java.util.List;

/// The rules that workspaces have. The API takes a rule and its place in workspaces in separate
/// calls: when a later one fails, what the earlier ones did is taken back.
final class AttachedRules {
  private AttachedRules() {}

  /// Returns the workspaces that have a rule.
  static List<JsonBody> holders(List<JsonBody> workspaces, String rule) {
    return workspaces.stream().filter(each -> rules(each).contains(rule)).toList();
  }

  static List<String> rules(JsonBody workspace) {
    return workspace.texts("rule_ids").orElse(List.of());
  }

  /// Adds a rule that was made just now to a workspace; deletes the rule if that fails.
  static void add(ApiClient client, JsonBody workspace, String rule) {
    try {
      String id = Output.id(workspace);
      var rules = new ArrayList<>(rules(Resource.WORKSPACE.find(client, id)));
      rules.add(rule);
      set(client, id, rules);
    } catch (CommandFailure failure) {
      undo(failure, () -> client.delete(Resource.RULE.path(rule)));
      throw failure;
    }
  }

  /// Takes a rule out of all workspaces and deletes it; puts it back where it was if that fails.
  static void delete(ApiClient client, String rule) {
    var changed = new ArrayList<JsonBody>();
    try {
      for (JsonBody holder : holders(Resource.WORKSPACE.all(client), rule)) {
        List<String> others = rules(holder).stream().filter(id -> !id.equals(rule)).toList();
        set(client, Output.id(holder), others);
        changed.add(holder);
      }
      client.delete(Resource.RULE.path(rule));
    } catch (CommandFailure failure) {
      changed.forEach(each -> undo(failure, () -> set(client, Output.id(each), rules(each))));
      throw failure;
    }
  }

  private static void set(ApiClient client, String workspace, List<String> rules) {
    client.patch(Resource.WORKSPACE.path(workspace), new JsonObject().putTexts("rule_ids", rules));
  }

  // The first failure is what is told.
  private static void undo(CommandFailure failure, Runnable step) {
    try {
      step.run();
    } catch (CommandFailure second) {
      failure.addSuppressed(second);
    }
  }
}

package dev.postern.cli;

import dev.postern.v3.JsonBody;
import java.util.List;
import java.util.Optional;

/// All accounts of an application and what bounds them, as they were when they were read.
record Estate(
    List<Agent> agents,
    List<JsonBody> workspaces,
    List<JsonBody> policies,
    List<JsonBody> rules,
    List<JsonBody> lists) {
  Estate {
    agents = List.copyOf(agents);
    workspaces = List.copyOf(workspaces);
    policies = List.copyOf(policies);
    rules = List.copyOf(rules);
    lists = List.copyOf(lists);
  }

  static Estate of(ApiClient client) {
    return new Estate(
        Accounts.all(client),
        Resource.WORKSPACE.all(client),
        Resource.POLICY.all(client),
        Resource.RULE.all(client),
        Resource.LIST.all(client));
  }

  /// Finds one of `all` by its id.
  static Optional<JsonBody> find(List<JsonBody> all, String id) {
    return all.stream().filter(each -> Output.id(each).equals(id)).findFirst();
  }

  List<Agent> members(JsonBody workspace) {
    String id = Output.id(workspace);
    return agents.stream().filter(agent -> agent.workspace().equals(id)).toList();
  }

  /// Returns the ids of the lists that a rule looks in.
  static List<String> listsOf(JsonBody rule) {
    return rule
        .object("match")
        .flatMap(match -> match.objects("conditions"))
        .orElse(List.of())
        .stream()
        .filter(each -> each.text("operator").filter(name -> name.endsWith("in_list")).isPresent())
        .flatMap(each -> each.textOrTexts("value").orElse(List.of()).stream())
        .distinct()
        .toList();
  }

  List<JsonBody> unattachedPolicies() {
    List<String> used =
        workspaces.stream().flatMap(each -> each.text("policy_id").stream()).toList();
    return policies.stream().filter(each -> !used.contains(Output.id(each))).toList();
  }

  List<JsonBody> unattachedRules() {
    List<String> used =
        workspaces.stream().flatMap(each -> AttachedRules.rules(each).stream()).toList();
    return rules.stream().filter(each -> !used.contains(Output.id(each))).toList();
  }

  List<JsonBody> unusedLists() {
    List<String> used = rules.stream().flatMap(each -> listsOf(each).stream()).toList();
    return lists.stream().filter(each -> !used.contains(Output.id(each))).toList();
  }
}

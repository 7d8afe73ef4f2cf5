package dev.postern.cli;

import dev.postern.v3.JsonBody;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Accounts as people read them, with the workspace and the policy that hold for each.
final class AccountText {
  private final Output output;
  private final Map<String, JsonBody> workspaces;
  private final Map<String, JsonBody> policies;

  /// Shows ids only: it costs no further call.
  AccountText(Output output) {
    this.output = output;
    this.workspaces = Map.of();
    this.policies = Map.of();
  }

  /// Shows the names of workspaces and policies too.
  AccountText(ApiClient client, Output output) {
    this.output = output;
    this.workspaces = byId(Resource.WORKSPACE.all(client));
    boolean governed = workspaces.values().stream().anyMatch(each -> each.gives("policy_id"));
    this.policies = governed ? byId(Resource.POLICY.all(client)) : Map.of();
  }

  private static Map<String, JsonBody> byId(List<JsonBody> all) {
    return all.stream().collect(Collectors.toMap(Output::id, Function.identity(), (a, _) -> a));
  }

  /// Returns numbered blocks.
  String list(List<Agent> agents) {
    if (agents.isEmpty()) {
      return "There are no accounts: make one with `postern agent account create`.";
    }
    int width = agents.stream().mapToInt(agent -> agent.email().length()).max().orElse(0);
    StringBuilder text = new StringBuilder("Agent accounts (" + agents.size() + ")");
    for (int i = 0; i < agents.size(); i++) {
      Agent agent = agents.get(i);
      String head = (i + 1) + ". " + agent.email();
      String padding = " ".repeat(width - agent.email().length() + 2);
      String age = output.age(agent.json(), "created_at");
      text.append("\n\n").append(head).append(padding).append(age).append("  ");
      text.append(agent.status(output)).append('\n');
      text.append(
          Output.labelled(
              "   ",
              "ID",
              agent.id(),
              "Workspace",
              named(workspaces, Optional.of(agent.workspace())),
              "Policy",
              policy(agent)));
    }
    return text.toString();
  }

  /// Returns all there is to know of one account.
  String of(Agent agent) {
    JsonBody json = agent.json();
    boolean signsIn =
        json.object("settings").flatMap(set -> set.flag("has_app_password")).orElse(false);
    return output.strong(agent.email())
        + "  "
        + agent.status(output)
        + "\n"
        + Output.labelled(
            "   ",
            "ID",
            agent.id(),
            "Name",
            agent.name(),
            "Provider",
            Shown.text(json, "provider"),
            "Workspace",
            named(workspaces, Optional.of(agent.workspace())),
            "Policy",
            policy(agent),
            "App password",
            signsIn ? "set" : "none",
            "Created",
            output.age(json, "created_at"),
            "Updated",
            output.age(json, "updated_at"));
  }

  private String policy(Agent agent) {
    return Optional.ofNullable(workspaces.get(agent.workspace()))
        .map(workspace -> named(policies, workspace.text("policy_id")))
        .orElse("");
  }

  private static String named(Map<String, JsonBody> all, Optional<String> id) {
    return id.filter(text -> !text.isEmpty())
        .map(text ->
            Optional.ofNullable(all.get(text))
                .map(found -> Shown.text(found, "name") + " (" + text + ")")
                .orElse(text))
        .orElse("");
  }
}

package dev.postern.cli;

import dev.postern.v3.JsonBody;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Accounts as people read them, with the ids of what bounds them.
final class AccountText {
  private final Output output;
  private final Map<String, String> policies;

  /// @param policies the id of each workspace's policy, by the workspace's id
  AccountText(Output output, Map<String, String> policies) {
    this.output = output;
    this.policies = policies;
  }

  /// Returns the policy of each workspace that has one.
  static Map<String, String> policies(ApiClient client) {
    return Resource.WORKSPACE.all(client).stream()
        .filter(each -> each.text("policy_id").filter(id -> !id.isEmpty()).isPresent())
        .collect(Collectors.toMap(Output::id, each -> each.text("policy_id").orElseThrow()));
  }

  /// Returns numbered blocks.
  String list(List<Agent> agents) {
    if (agents.isEmpty()) {
      return "There are no accounts: make one with `postern agent account create`.";
    }
    int width = agents.stream().mapToInt(agent -> agent.email().length()).max().orElse(0);
    StringBuilder text = new StringBuilder("Agent Accounts (" + agents.size() + ")");
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
              "Workspace ID",
              agent.workspace(),
              "Policy ID",
              policies.getOrDefault(agent.workspace(), "")));
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
            "Workspace ID",
            agent.workspace(),
            "Policy ID",
            policies.getOrDefault(agent.workspace(), ""),
            "App password",
            signsIn ? "set" : "none",
            "Created",
            output.age(json, "created_at"),
            "Updated",
            output.age(json, "updated_at"));
  }
}

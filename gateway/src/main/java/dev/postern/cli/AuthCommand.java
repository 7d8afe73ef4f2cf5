package dev.postern.cli;

import dev.postern.config.Environment;
import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `postern auth …`.
@Command(
    name = "auth",
    description = "Tell which accounts this API key reaches.",
    footer = "Example: postern auth list")
final class AuthCommand {
  private final Terminal terminal;

  AuthCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Command(
      name = "list",
      description = "List the accounts, and which one is meant when none is named.",
      footer = "Example: postern auth list")
  void list(@Mixin ServerOptions server, @Mixin Format format) {
    var output = new Output(terminal, format);
    try (ApiClient client = server.client()) {
      List<Agent> agents = Accounts.all(client);
      Optional<String> named = Environment.variable("POSTERN_GRANT_ID");
      List<JsonBody> shown =
          agents.stream()
              .map(agent -> json(agent, isDefault(agent, agents.size(), named)))
              .toList();
      output.all(shown, () -> table(output, shown));
    }
  }

  private static boolean isDefault(Agent agent, int all, Optional<String> named) {
    return named
        .map(text -> text.equals(agent.id()) || text.equalsIgnoreCase(agent.email()))
        .orElse(all == 1);
  }

  private static JsonBody json(Agent agent, boolean isDefault) {
    JsonObject json =
        new JsonObject()
            .put("id", agent.id())
            .put("email", agent.email())
            .put("provider", agent.json().text("provider"))
            .put(
                "status",
                agent.blocked() ? Optional.of("blocked") : agent.json().text("grant_status"))
            .put("is_default", isDefault);
    return JsonBody.parse(json.bytes());
  }

  private static Table table(Output output, List<JsonBody> all) {
    Table table = new Table("GRANT ID", "EMAIL", "PROVIDER", "STATUS", "DEFAULT");
    for (JsonBody each : all) {
      String status = Shown.text(each, "status");
      table.row(
          Output.id(each),
          Shown.text(each, "email"),
          Shown.text(each, "provider"),
          status.equals("valid") ? output.good("✓ valid") : output.bad("✗ " + status),
          each.flag("is_default").orElse(false) ? "✓" : "");
    }
    return table;
  }
}

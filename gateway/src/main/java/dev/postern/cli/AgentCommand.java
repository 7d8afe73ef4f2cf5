package dev.postern.cli;

import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `postern agent …`.
@Command(
    name = "agent",
    aliases = "agents",
    description = "Work with agents: their accounts, and what bounds them.",
    footer = "Example: postern agent overview")
final class AgentCommand {
  private final Terminal terminal;

  AgentCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Command(
      name = "status",
      description = "Tell whether accounts can be made, and how many there are.",
      footer = "Example: postern agent status")
  void status(@Mixin ServerOptions server, @Mixin Format format) {
    var output = new Output(terminal, format);
    try (ApiClient client = server.client()) {
      Optional<JsonBody> connector =
          Listing.byOffset(client, "/v3/connectors").stream()
              .filter(each -> each.text("provider").filter("nylas"::equals).isPresent())
              .findFirst();
      List<Agent> agents = Accounts.all(client);
      JsonObject status =
          new JsonObject()
              .put("connector_configured", connector.isPresent())
              .put("connector_id", connector.flatMap(each -> each.text("id")))
              .put("account_count", agents.size())
              .putObjects(
                  "accounts", agents.stream().map(each -> JsonObject.copyOf(each.json())).toList());
      JsonBody told = JsonBody.parse(status.bytes());
      if (output.isText() || format.json()) {
        output.one(told, () -> text(output, connector.isPresent(), agents));
      } else {
        output.all(agents.stream().map(Agent::json).toList(), () -> "");
      }
    }
  }

  private static String text(Output output, boolean ready, List<Agent> agents) {
    long blocked = agents.stream().filter(Agent::blocked).count();
    return Output.labelled(
        "",
        "Connector",
        ready ? output.good("ready") : output.bad("missing"),
        "Accounts",
        agents.size() + (blocked == 0 ? "" : ", " + output.bad(blocked + " blocked")));
  }
}

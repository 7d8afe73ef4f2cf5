package dev.postern.cli;

import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `postern agent overview`: each account with all that bounds it, as a tree.
@Command(
    name = "overview",
    aliases = "tree",
    description = "Show each account with its workspace, policy, rules and lists.",
    footer = "Example: postern agent overview")
final class OverviewCommand implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Format format = new Format();

  OverviewCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    var output = new Output(terminal, format);
    try (ApiClient client = server.client()) {
      Estate estate = Estate.of(client);
      if (format.json()) {
        output.one(json(estate), () -> "");
      } else {
        output.all(
            estate.agents().stream().map(Agent::json).toList(),
            () -> new OverviewText(estate, output).text());
      }
    }
    return 0;
  }

  private static JsonBody json(Estate estate) {
    JsonObject all =
        new JsonObject()
            .putObjects("accounts", copies(estate.agents().stream().map(Agent::json).toList()))
            .putObjects("workspaces", copies(estate.workspaces()))
            .putObjects("policies", copies(estate.policies()))
            .putObjects("rules", copies(estate.rules()))
            .putObjects("lists", copies(estate.lists()));
    return JsonBody.parse(all.bytes());
  }

  private static List<JsonObject> copies(List<JsonBody> all) {
    return all.stream().map(JsonObject::copyOf).toList();
  }
}

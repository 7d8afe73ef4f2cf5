package dev.postern.cli;

import dev.postern.v3.JsonBody;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `postern email scheduled …`.
@Command(
    name = "scheduled",
    description = "List and cancel mail that is to be sent later.",
    footer = "Example: postern email scheduled list")
final class ScheduledCommand {
  private final Terminal terminal;

  ScheduledCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Command(
      name = "list",
      description = "List mail that is to be sent later.",
      footer = "Example: postern email scheduled list")
  void list(@Mixin ServerOptions server, @Mixin Format format, @Mixin AgentOption agent) {
    var output = new Output(terminal, format);
    try (ApiClient client = server.client()) {
      String path = agent.find(client).path() + "/messages/schedules";
      List<JsonBody> all = client.get(path).objects("data").orElse(List.of());
      output.all(all, () -> all.isEmpty() ? "nothing is scheduled" : table(all, output));
    }
  }

  private static Table table(List<JsonBody> all, Output output) {
    Table table = new Table("ID", "STATUS", "ENDED");
    for (JsonBody each : all) {
      String status = each.object("status").map(state -> Shown.text(state, "code")).orElse("");
      table.row(Output.id(each), status, output.age(each, "close_time"));
    }
    return table;
  }

  @Command(
      name = "cancel",
      description = "Do not send a mail after all.",
      footer = "Example: postern email scheduled cancel 5d2f7c1e-8f2c-4d2b-a4a1-92a9f0a3a3b1")
  void cancel(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Mixin AgentOption agent,
      @Parameters(paramLabel = "ID", description = "The schedule's id.") String id) {
    try (ApiClient client = server.client()) {
      Agent owner = agent.find(client);
      client.delete(owner.path() + "/messages/schedules/" + ApiClient.encode(id));
      new Output(terminal, format).done(id, "cancelled " + id);
    }
  }
}

package dev.postern.cli;

import dev.postern.v3.JsonBody;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `postern email folders …`.
@Command(
    name = "folders",
    description = "List folders.",
    footer = "Example: postern email folders list")
final class FoldersCommand {
  private final Terminal terminal;

  FoldersCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Command(
      name = "list",
      description = "List folders and what is in them.",
      footer = "Example: postern email folders list")
  void list(@Mixin ServerOptions server, @Mixin Format format, @Mixin AgentOption agent) {
    try (ApiClient client = server.client()) {
      List<JsonBody> all = Listing.all(client, Folders.path(agent.find(client)));
      new Output(terminal, format).all(all, () -> table(all));
    }
  }

  private static Table table(List<JsonBody> all) {
    Table table = new Table("NAME", "MAILS", "UNREAD", "ID");
    all.forEach(each ->
        table.row(
            Shown.text(each, "name"),
            Long.toString(each.number("total_count").orElse(0L)),
            Long.toString(each.number("unread_count").orElse(0L)),
            Output.id(each)));
    return table;
  }
}

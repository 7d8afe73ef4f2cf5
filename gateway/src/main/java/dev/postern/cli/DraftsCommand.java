package dev.postern.cli;

import dev.postern.v3.JsonBody;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `postern email drafts …`.
@Command(
    name = "drafts",
    description = "List drafts.",
    footer = "Example: postern email drafts list")
final class DraftsCommand {
  private static final String MOST = "How many at most; default: ${DEFAULT-VALUE}.";

  private final Terminal terminal;

  DraftsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Command(
      name = "list",
      description = "List drafts, the newest first.",
      footer = "Example: postern email drafts list")
  void list(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Mixin AgentOption agent,
      @Option(
              names = {"-l", "--limit"},
              paramLabel = "N",
              defaultValue = "10",
              description = MOST)
          int limit) {
    var output = new Output(terminal, format);
    try (ApiClient client = server.client()) {
      List<JsonBody> all = Listing.some(client, agent.find(client).path() + "/drafts", limit);
      output.all(all, () -> all.isEmpty() ? "no drafts" : table(all, output));
    }
  }

  private static Table table(List<JsonBody> all, Output output) {
    Table table = new Table("TO", "SUBJECT", "WHEN", "ID");
    all.forEach(each ->
        table.row(
            Shown.cut(Shown.people(each, "to"), 32),
            Shown.cut(Shown.text(each, "subject"), 50),
            output.age(each, "date"),
            Output.id(each)));
    return table;
  }
}

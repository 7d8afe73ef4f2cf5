package dev.postern.cli;

import dev.postern.v3.JsonBody;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `postern email threads …`.
@Command(
    name = "threads",
    description = "List conversations.",
    footer = "Example: postern email threads list")
final class ThreadsCommand {
  private static final String MOST = "How many at most; default: ${DEFAULT-VALUE}.";

  private final Terminal terminal;

  ThreadsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Command(
      name = "list",
      description = "List conversations, the newest first.",
      footer = "Example: postern email threads list --limit 5")
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
      List<JsonBody> all = Listing.some(client, agent.find(client).path() + "/threads", limit);
      output.all(all, () -> all.isEmpty() ? "no threads" : table(all, output));
    }
  }

  private static Table table(List<JsonBody> all, Output output) {
    Table table = new Table("", "PEOPLE", "SUBJECT", "MAILS", "WHEN", "ID");
    for (JsonBody each : all) {
      boolean received = each.gives("latest_message_received_date");
      table.row(
          each.flag("unread").orElse(false) ? "●" : " ",
          Shown.cut(Shown.people(each, "participants"), 40),
          Shown.cut(Shown.text(each, "subject"), 50),
          Integer.toString(each.texts("message_ids").orElse(List.of()).size()),
          output.age(each, received ? "latest_message_received_date" : "latest_message_sent_date"),
          Output.id(each));
    }
    return table;
  }
}

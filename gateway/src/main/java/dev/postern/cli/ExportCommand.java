package dev.postern.cli;

import dev.postern.mail.files.FolderWriter;
import dev.postern.mail.files.MailFormat;
import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `postern export`: writes an account's mail into files.
@Command(
    name = "export",
    description = {
      "Write an account's mail into files that other programs read.",
      "`postern import` makes the same mailbox of them again: bytes, flags, dates, folders and"
          + " order. An export that was interrupted goes on when the same command is given again;"
          + " after one that was not, only new messages are added."
    },
    footer = "Example: postern export ann@agents.localhost ann-mail --format maildir")
final class ExportCommand implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Format format = new Format();

  @Parameters(index = "0", paramLabel = "ACCOUNT", description = "The account's address or id.")
  private String account = "";

  @Parameters(index = "1", paramLabel = "DIR", description = "Where to; made if it is missing.")
  private Path directory = Path.of("");

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "mbox, maildir or eml; default: mbox.")
  private String kind = "mbox";

  @Option(
      names = "--folder",
      paramLabel = "PATH",
      description = "Only this folder and those below it.")
  private @Nullable String folder;

  private long messages;
  private long octets;

  ExportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    var into =
        ImportCommand.formatOf(kind)
            .orElseThrow(() -> new WrongUse("--format must be mbox, maildir or eml"));
    try (ApiClient client = server.client()) {
      Agent agent = Accounts.find(client, account);
      List<JsonBody> folders =
          client.get(agent.path() + "/export").objects("data").orElse(List.of()).stream()
              .filter(each -> isWanted(each.text("name").orElse("")))
              .toList();
      if (folders.isEmpty()) {
        throw new CommandFailure("there is no folder " + folder);
      }
      long size = folders.stream().mapToLong(each -> each.number("size").orElse(0L)).sum();
      try (Progress progress = new Progress(terminal, "exporting", size)) {
        for (JsonBody each : folders) {
          write(client, agent, each, into, progress);
        }
      }
      JsonObject done = new JsonObject().put("exported", messages).put("folders", folders.size());
      String text = "%,d messages exported of %,d folders".formatted(messages, folders.size());
      new Output(terminal, format).one(JsonBody.parse(done.bytes()), () -> text);
    }
    return 0;
  }

  private boolean isWanted(String name) {
    String wanted = folder;
    return wanted == null
        || name.equals(wanted)
        || name.startsWith(wanted + "/")
        || (name.equals("INBOX") && wanted.equalsIgnoreCase(name));
  }

  private void write(
      ApiClient client, Agent agent, JsonBody listed, MailFormat into, Progress progress) {
    String name = listed.text("name").orElse("");
    long validity = listed.number("uid_validity").orElse(0L);
    try (FolderWriter writer = into.writer(directory, name, validity)) {
      new Exporter(client, agent.path(), listed)
          .write(
              writer,
              stamp -> {
                messages++;
                octets += stamp.size();
                progress.at(octets, messages);
              });
    } catch (IOException e) {
      throw new CommandFailure("folder " + name + " cannot be exported: " + e.getMessage(), e);
    }
  }
}

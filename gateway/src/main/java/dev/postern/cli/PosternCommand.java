package dev.postern.cli;

import dev.postern.v3.JsonObject;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `postern`, and its commands that are one word. Commands on a data directory go through the
/// server that is using it; if none is they open the directory themselves.
@Command(
    name = "postern",
    description = "A mailbox for every AI agent, with every door a mailbox can have.",
    footer = "Example: postern serve --demo")
final class PosternCommand {
  private final Operations operations;
  private final PrintWriter out;

  PosternCommand(Operations operations, PrintWriter out) {
    this.operations = operations;
    this.out = out;
  }

  @Command(
      name = "version",
      description = "Print the version.",
      footer = "Example: postern version")
  void version() {
    out.println("postern " + operations.version());
  }

  @Command(
      name = "status",
      description = "Tell whether a server is running, and where.",
      footer = "Example: postern status")
  int status(
      @Mixin ServerOptions server,
      @Option(names = "--json", description = "Print JSON.") boolean json) {
    if (server.named()) {
      try (ApiClient client = server.client()) {
        client.get("/v3/grants?limit=1");
        out.println(json ? new JsonObject().put("running", true) : "running, and the key is valid");
        return 0;
      }
    }
    Optional<ReadyFile> running = server.running();
    if (json) {
      JsonObject shown = new JsonObject().put("running", running.isPresent());
      running.ifPresent(ready -> shown.put("server", ready.json()));
      out.println(shown);
    } else {
      String data = server.data().toString();
      out.println(
          running
              .map(ready -> ready.line() + "\ndata in " + data + ", process " + ready.pid())
              .orElse("no server is using " + data));
    }
    return running.isPresent() ? 0 : Cli.FAILED;
  }

  @Command(
      name = "backup",
      description = "Copy the data directory, whether a server is using it or not.",
      footer = "Example: postern backup /var/backups/postern")
  void backup(
      @Mixin ServerOptions server,
      @Parameters(paramLabel = "DIR", description = "Where to; empty or missing.") Path directory) {
    Path target = directory.toAbsolutePath().normalize();
    if (server.named() || server.running().isPresent()) {
      try (ApiClient client = server.client()) {
        var request = new JsonObject().put("directory", target.toString());
        client.post("/v3/admin/backup", request);
      }
    } else {
      operations.backup(server.data(), target);
    }
    out.println("backed up to " + target);
  }

  @Command(
      name = "restore",
      description = "Make a data directory from a backup.",
      footer = "Example: postern restore /var/backups/postern --data /var/lib/postern")
  void restore(
      @Parameters(paramLabel = "BACKUP", description = "What `postern backup` wrote.") Path backup,
      @Option(
              names = "--data",
              required = true,
              paramLabel = "DIR",
              description = "The data directory to make; empty or missing.")
          Path data) {
    if (ReadyFile.read(data).isPresent()) {
      throw new CommandFailure("a server is using " + data + ": stop it first");
    }
    out.println(operations.restore(backup.toAbsolutePath(), data.toAbsolutePath()));
  }
}

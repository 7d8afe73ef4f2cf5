package dev.postern.cli;

import dev.postern.v3.JsonObject;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `postern api-key …`.
@Command(name = "api-key", description = "Work with the API key.")
final class ApiKeyCommand {
  private final Operations operations;
  private final PrintWriter out;

  ApiKeyCommand(Operations operations, PrintWriter out) {
    this.operations = operations;
    this.out = out;
  }

  @Command(name = "rotate", description = "Make a new API key; the old one is void at once.")
  void rotate(@Mixin ServerOptions server) {
    Optional<ReadyFile> running = server.running();
    String file;
    if (running.isPresent()) {
      try (ApiClient client = server.client()) {
        client.post("/v3/admin/api-key/rotate", new JsonObject());
      }
      file = running.get().apiKeyFile();
    } else {
      file = operations.rotateApiKey(server.data()).toString();
    }
    out.println("the new API key is in " + file);
  }
}

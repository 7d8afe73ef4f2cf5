package dev.postern.cli;

import dev.postern.auth.ApiKeys;
import dev.postern.v3.ApiKeyJson;
import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `postern api-key …`: through the server that is using the data directory, or on the directory.
@Command(
    name = "api-key",
    description = "Make, list and revoke API keys.",
    footer = "Example: postern api-key list")
final class ApiKeyCommand {
  private static final String KEYS = "/v3/admin/api-keys";

  private final Operations operations;
  private final Terminal terminal;

  ApiKeyCommand(Operations operations, Terminal terminal) {
    this.operations = operations;
    this.terminal = terminal;
  }

  @Command(
      name = "rotate",
      description = "Make a new API key of the first application; its others are void at once.",
      footer = "Example: postern api-key rotate")
  void rotate(@Mixin ServerOptions server, @Mixin Format format) {
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
    new Output(terminal, format).done(file, "the new API key is in " + file);
  }

  @Command(
      name = "create",
      description = "Make a further API key and print it: it is shown this once.",
      footer = "Example: postern api-key create --name backup --expires 90")
  void create(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Option(
              names = "--application",
              paramLabel = "NAME",
              description = "Whose; made if there is none of that name. Default: the first.")
          @Nullable String application,
      @Option(names = "--name", paramLabel = "NAME", description = "What the key is for.")
          @Nullable String name,
      @Option(
              names = "--expires",
              paramLabel = "DAYS",
              description = "How long it is valid; default: for ever.")
          @Nullable Long days) {
    JsonObject request = new JsonObject().put("name", Optional.ofNullable(name));
    request.put("application", Optional.ofNullable(application));
    if (days != null) {
      request.put("expires_in", days);
    }
    JsonBody made;
    if (isServed(server)) {
      try (ApiClient client = server.client()) {
        made = ApiClient.data(client.post(KEYS, request));
      }
    } else {
      made =
          JsonBody.parse(
              ApiKeyJson.of(
                      operations.withApiKeys(
                          server.data(),
                          keys ->
                              keys.makeFor(
                                  Optional.ofNullable(application),
                                  Optional.ofNullable(name).orElse(""),
                                  Optional.ofNullable(days))))
                  .bytes());
    }
    new Output(terminal, format).one(made, () -> made.text("api_key").orElse(""));
  }

  @Command(
      name = "list",
      description = "List the API keys of every application, oldest first.",
      footer = "Example: postern api-key list")
  void list(@Mixin ServerOptions server, @Mixin Format format) {
    List<JsonBody> keys;
    if (isServed(server)) {
      try (ApiClient client = server.client()) {
        keys = client.get(KEYS).objects("data").orElse(List.of());
      }
    } else {
      Instant now = operations.clock().instant();
      keys =
          operations.withApiKeys(server.data(), ApiKeys::all).stream()
              .map(key -> JsonBody.parse(ApiKeyJson.of(key, now).bytes()))
              .toList();
    }
    new Output(terminal, format)
        .all(keys, () -> String.join("\n", keys.stream().map(ApiKeyCommand::line).toList()));
  }

  @Command(
      name = "revoke",
      description = "Make an API key void.",
      footer = "Example: postern api-key revoke 4bf1ed5c-0f6d-4c37-a1ae-2b6ad9d4f0cf")
  void revoke(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Parameters(paramLabel = "ID", description = "The key's id, as `list` shows it.") String id) {
    UUID key;
    try {
      key = UUID.fromString(id);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(id + " is no id of an API key", e);
    }
    if (isServed(server)) {
      try (ApiClient client = server.client()) {
        client.delete(KEYS + "/" + key);
      }
    } else if (!operations.withApiKeys(server.data(), keys -> keys.revoke(key))) {
      throw new CommandFailure("there is no API key " + id);
    }
    new Output(terminal, format).done(id, "revoked " + key);
  }

  private static boolean isServed(ServerOptions server) {
    return server.named() || server.running().isPresent();
  }

  private static String line(JsonBody key) {
    String end =
        key.number("expires_at").map(Instant::ofEpochSecond).map(Instant::toString).orElse("never");
    return "%s  %s  %s  expires %s%s"
        .formatted(
            key.text("id").orElse(""),
            key.text("application_name").orElse(""),
            key.text("name").filter(name -> !name.isEmpty()).orElse("-"),
            end,
            key.text("status").filter("expired"::equals).isPresent() ? " (expired)" : "");
  }
}

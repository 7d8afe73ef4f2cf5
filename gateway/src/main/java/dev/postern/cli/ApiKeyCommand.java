package dev.postern.cli;

import dev.postern.auth.ApiKeys;
import dev.postern.v3.ApiKeyJson;
import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.io.PrintWriter;
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
@Command(name = "api-key", description = "Make, list and revoke API keys.")
final class ApiKeyCommand {
  private static final String KEYS = "/v3/admin/api-keys";
  private static final String JSON = "Print JSON.";

  private final Operations operations;
  private final PrintWriter out;

  ApiKeyCommand(Operations operations, PrintWriter out) {
    this.operations = operations;
    this.out = out;
  }

  @Command(
      name = "rotate",
      description = "Make a new API key of the first application; its others are void at once.")
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

  @Command(
      name = "create",
      description = "Make a further API key and print it: it is shown this once.")
  void create(
      @Mixin ServerOptions server,
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
          @Nullable Long days,
      @Option(names = "--json", description = JSON) boolean json) {
    JsonObject request = new JsonObject().put("name", Optional.ofNullable(name));
    request.put("application", Optional.ofNullable(application));
    if (days != null) {
      request.put("expires_in", days);
    }
    JsonBody made;
    if (isServed(server)) {
      try (ApiClient client = server.client()) {
        made = data(client.post(KEYS, request));
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
    out.println(json ? made.canonical() : made.text("api_key").orElse(""));
  }

  @Command(name = "list", description = "List the API keys of every application, oldest first.")
  void list(
      @Mixin ServerOptions server, @Option(names = "--json", description = JSON) boolean json) {
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
    if (json) {
      out.println("[" + String.join(",", keys.stream().map(JsonBody::canonical).toList()) + "]");
    } else {
      keys.forEach(key -> out.println(line(key)));
    }
  }

  @Command(name = "revoke", description = "Make an API key void.")
  void revoke(
      @Mixin ServerOptions server,
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
    out.println("revoked " + key);
  }

  private static boolean isServed(ServerOptions server) {
    return server.named() || server.running().isPresent();
  }

  private static JsonBody data(JsonBody answer) {
    return answer
        .object("data")
        .orElseThrow(() -> new CommandFailure("the answer is not of a v3 API"));
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

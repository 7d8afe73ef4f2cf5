package dev.postern.cli;

import dev.postern.auth.ApiKeys;
import dev.postern.auth.Permission;
import dev.postern.auth.Reach;
import dev.postern.v3.ApiKeyJson;
import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
          @Nullable Long days,
      @Option(
              names = "--permission",
              paramLabel = "NAME",
              description = "read, write, send, manage or approve; repeat it. Default: all.")
          @Nullable List<String> permissions,
      @Option(
              names = "--grant",
              paramLabel = "ID",
              description = "The only grant that the key opens; repeat it for more. Default: all.")
          @Nullable List<String> grants) {
    List<String> allowed = permissions == null ? List.of() : permissions;
    List<String> opened = grants == null ? List.of() : grants;
    JsonObject request = new JsonObject().put("name", Optional.ofNullable(name));
    request.put("application", Optional.ofNullable(application));
    if (days != null) {
      request.put("expires_in", days);
    }
    request.putTexts("permissions", allowed).putTexts("grant_ids", opened);
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
                                  new ApiKeys.NewKey(
                                      Optional.ofNullable(name).orElse(""),
                                      Optional.ofNullable(days),
                                      reach(allowed, opened)))))
                  .bytes());
    }
    new Output(terminal, format).one(made, () -> made.text("api_key").orElse(""));
  }

  private static Reach reach(List<String> permissions, List<String> grants) {
    Set<Permission> allowed = new HashSet<>();
    for (String name : permissions) {
      allowed.add(
          Permission.named(name)
              .orElseThrow(() ->
                  new CommandFailure(
                      name + " is no permission: read, write, send, manage or approve")));
    }
    Set<UUID> opened = new HashSet<>();
    grants.forEach(text -> opened.add(id(text, "a grant")));
    return new Reach(allowed, opened);
  }

  private static UUID id(String text, String what) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(text + " is no id of " + what, e);
    }
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
    UUID key = id(id, "an API key");
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
    List<String> permissions = key.texts("permissions").orElse(List.of());
    int grants = key.texts("grant_ids").orElse(List.of()).size();
    return "%s  %s  %s  expires %s%s%s%s"
        .formatted(
            key.text("id").orElse(""),
            key.text("application_name").orElse(""),
            key.text("name").filter(name -> !name.isEmpty()).orElse("-"),
            end,
            key.text("status").filter("expired"::equals).isPresent() ? " (expired)" : "",
            permissions.isEmpty() ? "" : "  may " + String.join(", ", permissions),
            grants == 0 ? "" : "  of %d grant%s".formatted(grants, grants == 1 ? "" : "s"));
  }
}

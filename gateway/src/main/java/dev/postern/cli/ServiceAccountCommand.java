package dev.postern.cli;

import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `postern service-account …`: who administers the application with signed requests.
@Command(
    name = "service-account",
    description = "Make, list and revoke service accounts, which sign requests to /v3/admin.",
    footer = "Example: postern service-account list")
final class ServiceAccountCommand {
  private static final String ALL = "/v3/admin/service-accounts";

  private final Terminal terminal;

  ServiceAccountCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Command(
      name = "create",
      description =
          "Make a service account and print the JSON file that SDKs sign with; its private key is"
              + " shown this once.",
      footer = "Example: postern service-account create --name deploy > service-account.json")
  void create(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Option(names = "--name", paramLabel = "NAME", description = "What it is for.")
          @Nullable String name) {
    try (ApiClient client = server.client()) {
      JsonObject request = new JsonObject().put("name", Optional.ofNullable(name));
      JsonBody made = ApiClient.data(client.post(ALL, request));
      new Output(terminal, format).one(made, made::canonical);
    }
  }

  @Command(
      name = "list",
      description = "List the service accounts, oldest first.",
      footer = "Example: postern service-account list")
  void list(@Mixin ServerOptions server, @Mixin Format format) {
    List<JsonBody> accounts;
    try (ApiClient client = server.client()) {
      accounts = client.get(ALL).objects("data").orElse(List.of());
    }
    new Output(terminal, format).all(accounts, () -> table(accounts));
  }

  private static Table table(List<JsonBody> accounts) {
    Table table = new Table("ID", "NAME", "CREATED");
    for (JsonBody account : accounts) {
      table.row(
          account.text("id").orElse(""),
          account.text("name").filter(name -> !name.isEmpty()).orElse("-"),
          account
              .number("created_at")
              .map(Instant::ofEpochSecond)
              .map(Instant::toString)
              .orElse("-"));
    }
    return table;
  }

  @Command(
      name = "revoke",
      description = "Make a service account void at once.",
      footer = "Example: postern service-account revoke 5d3c…")
  void revoke(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Parameters(paramLabel = "ID", description = "Its id, as `list` shows it.") String id) {
    try (ApiClient client = server.client()) {
      client.delete(ALL + "/" + URLEncoder.encode(id, StandardCharsets.UTF_8));
    }
    new Output(terminal, format).done(id, "revoked " + id);
  }
}

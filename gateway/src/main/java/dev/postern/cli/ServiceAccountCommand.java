package dev.postern.cli;

import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.io.PrintWriter;
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
    footer = "%nExample: postern service-account create --name deploy > service-account.json")
final class ServiceAccountCommand {
  private static final String ALL = "/v3/admin/service-accounts";

  private final PrintWriter out;

  ServiceAccountCommand(PrintWriter out) {
    this.out = out;
  }

  @Command(
      name = "create",
      description =
          "Make a service account and print the JSON file that SDKs sign with; its private key is"
              + " shown this once.")
  void create(
      @Mixin ServerOptions server,
      @Option(names = "--name", paramLabel = "NAME", description = "What it is for.")
          @Nullable String name) {
    try (ApiClient client = server.client()) {
      JsonBody made = client.post(ALL, new JsonObject().put("name", Optional.ofNullable(name)));
      out.println(
          made.object("data")
              .orElseThrow(() -> new CommandFailure("the answer is not of a v3 API"))
              .canonical());
    }
  }

  @Command(name = "list", description = "List the service accounts, oldest first.")
  void list(
      @Mixin ServerOptions server,
      @Option(names = "--json", description = "Print JSON.") boolean json) {
    List<JsonBody> accounts;
    try (ApiClient client = server.client()) {
      accounts = client.get(ALL).objects("data").orElse(List.of());
    }
    if (json) {
      out.println(
          "[" + String.join(",", accounts.stream().map(JsonBody::canonical).toList()) + "]");
      return;
    }
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
    out.println(table);
  }

  @Command(name = "revoke", description = "Make a service account void at once.")
  void revoke(
      @Mixin ServerOptions server,
      @Parameters(paramLabel = "ID", description = "Its id, as `list` shows it.") String id) {
    try (ApiClient client = server.client()) {
      client.delete(ALL + "/" + URLEncoder.encode(id, StandardCharsets.UTF_8));
    }
    out.println("revoked " + id);
  }
}

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

/// `postern suppression …`: the addresses to which nothing is sent any more.
@Command(
    name = "suppression",
    description = "List, add and remove addresses to which nothing is sent.",
    footer = "Example: postern suppression list")
final class SuppressionCommand {
  private static final String LIST = "/v3/admin/suppressions";

  private final Terminal terminal;

  SuppressionCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Command(
      name = "list",
      description = "List the addresses, in their order.",
      footer = "Example: postern suppression list")
  void list(@Mixin ServerOptions server, @Mixin Format format) {
    try (ApiClient client = server.client()) {
      List<JsonBody> entries = Listing.all(client, LIST);
      new Output(terminal, format)
          .all(
              entries,
              () -> String.join("\n", entries.stream().map(SuppressionCommand::line).toList()));
    }
  }

  @Command(
      name = "add",
      description = "Send nothing to an address any more.",
      footer = "Example: postern suppression add gone@example.com")
  void add(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Parameters(paramLabel = "ADDRESS", description = "The address.") String address,
      @Option(names = "--detail", paramLabel = "TEXT", description = "Why.")
          @Nullable String detail) {
    JsonObject request =
        new JsonObject().put("address", address).put("detail", Optional.ofNullable(detail));
    try (ApiClient client = server.client()) {
      JsonBody made = client.post(LIST, request).object("data").orElseThrow();
      new Output(terminal, format).one(made, () -> line(made));
    }
  }

  @Command(
      name = "remove",
      description = "Send to an address again.",
      footer = "Example: postern suppression remove gone@example.com")
  void remove(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Parameters(paramLabel = "ADDRESS", description = "The address.") String address) {
    try (ApiClient client = server.client()) {
      client.delete(LIST + "/" + encode(address));
      new Output(terminal, format).done(address, "removed " + address);
    }
  }

  private static String line(JsonBody entry) {
    return "%s  %s  since %s%s"
        .formatted(
            entry.text("address").orElse(""),
            entry.text("reason").orElse(""),
            entry
                .number("created_at")
                .map(Instant::ofEpochSecond)
                .map(Instant::toString)
                .orElse(""),
            entry
                .text("detail")
                .filter(text -> !text.isEmpty())
                .map(text -> "  " + text)
                .orElse(""));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}

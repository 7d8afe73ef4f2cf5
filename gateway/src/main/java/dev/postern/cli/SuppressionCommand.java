package dev.postern.cli;

import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
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
    description = "List, add and remove addresses to which nothing is sent.")
final class SuppressionCommand {
  private static final String LIST = "/v3/admin/suppressions";
  private static final String JSON = "Print JSON.";

  private final PrintWriter out;

  SuppressionCommand(PrintWriter out) {
    this.out = out;
  }

  @Command(name = "list", description = "List the addresses, in their order.")
  void list(
      @Mixin ServerOptions server, @Option(names = "--json", description = JSON) boolean json) {
    List<JsonBody> entries = new ArrayList<>();
    try (ApiClient client = server.client()) {
      Optional<String> next = Optional.of("");
      while (next.isPresent()) {
        String from = next.get().isEmpty() ? "" : "&page_token=" + encode(next.get());
        JsonBody page = client.get(LIST + "?limit=200" + from);
        entries.addAll(page.objects("data").orElse(List.of()));
        next = page.text("next_cursor");
      }
    }
    if (json) {
      out.println("[" + String.join(",", entries.stream().map(JsonBody::canonical).toList()) + "]");
    } else {
      entries.forEach(entry -> out.println(line(entry)));
    }
  }

  @Command(name = "add", description = "Send nothing to an address any more.")
  void add(
      @Mixin ServerOptions server,
      @Parameters(paramLabel = "ADDRESS", description = "The address.") String address,
      @Option(names = "--detail", paramLabel = "TEXT", description = "Why.")
          @Nullable String detail) {
    JsonObject request =
        new JsonObject().put("address", address).put("detail", Optional.ofNullable(detail));
    try (ApiClient client = server.client()) {
      JsonBody made = client.post(LIST, request).object("data").orElseThrow();
      out.println(line(made));
    }
  }

  @Command(name = "remove", description = "Send to an address again.")
  void remove(
      @Mixin ServerOptions server,
      @Parameters(paramLabel = "ADDRESS", description = "The address.") String address) {
    try (ApiClient client = server.client()) {
      client.delete(LIST + "/" + encode(address));
      out.println("removed " + address);
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

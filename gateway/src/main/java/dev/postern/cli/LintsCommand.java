package dev.postern.cli;

import dev.postern.v3.JsonBody;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `postern lints`: what devices and old programs do wrong.
@Command(
    name = "lints",
    description = "Tell what devices and old programs do wrong, and what to change.",
    footer = "Example: postern lints")
final class LintsCommand implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Format format = new Format();

  LintsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (ApiClient client = server.client()) {
      List<JsonBody> lints = Listing.byOffset(client, "/v3/admin/lints");
      new Output(terminal, format)
          .all(lints, () -> String.join("\n", lints.stream().map(LintsCommand::line).toList()));
    }
    return 0;
  }

  private static String line(JsonBody lint) {
    return "%s  %s  %s, %d times: %s"
        .formatted(
            Instant.ofEpochSecond(lint.number("last_at").orElse(0L)),
            lint.text("source").orElse(""),
            lint.text("kind").orElse(""),
            lint.number("count").orElse(0L),
            lint.text("text").orElse(""));
  }
}

package dev.postern.cli;

import dev.postern.v3.JsonBody;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `postern lints`: what devices and old programs do wrong.
@Command(
    name = "lints",
    description = "Tell what devices and old programs do wrong, and what to change.")
final class LintsCommand implements Callable<Integer> {
  private static final int PAGE = 200;

  private final PrintWriter out;
  @Mixin private ServerOptions server = new ServerOptions();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  LintsCommand(PrintWriter out) {
    this.out = out;
  }

  @Override
  public Integer call() {
    List<JsonBody> lints = new ArrayList<>();
    try (ApiClient client = server.client()) {
      List<JsonBody> page;
      do {
        page =
            client
                .get("/v3/admin/lints?limit=" + PAGE + "&offset=" + lints.size())
                .objects("data")
                .orElse(List.of());
        lints.addAll(page);
      } while (page.size() == PAGE);
    }
    if (json) {
      out.println("[" + String.join(",", lints.stream().map(JsonBody::canonical).toList()) + "]");
    } else {
      lints.forEach(lint -> out.println(line(lint)));
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

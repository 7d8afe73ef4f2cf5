package dev.postern.cli;

import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `postern device …`: what hands mail in at the legacy listener.
@Command(
    name = "device",
    description = "Let printers, scanners and old programs hand mail in as an agent.")
final class DeviceCommand {
  private static final String DEVICES = "/v3/admin/devices";
  private static final String JSON = "Print JSON.";

  private final PrintWriter out;

  DeviceCommand(PrintWriter out) {
    this.out = out;
  }

  @Command(name = "add", description = "Let a device hand mail in as an agent.")
  void add(
      @Mixin ServerOptions server,
      @Parameters(index = "0", paramLabel = "NAME", description = "What to call it.") String name,
      @Parameters(index = "1", paramLabel = "AGENT", description = "The agent's address or id.")
          String agent,
      @Option(
              names = "--network",
              paramLabel = "CIDR",
              description = "From where it needs no password, such as 192.0.2.7 or 192.0.2.0/24.")
          @Nullable String network,
      @Option(
              names = "--pin",
              paramLabel = "PIN",
              description =
                  "What it signs in with: 4 to 16 characters, for this listener and its network"
                      + " only.")
          @Nullable String pin,
      @Option(names = "--json", description = JSON) boolean json) {
    JsonObject request =
        new JsonObject()
            .put("name", name)
            .put("grant_id", agent)
            .put("network", Optional.ofNullable(network))
            .put("pin", Optional.ofNullable(pin));
    try (ApiClient client = server.client()) {
      JsonBody made = client.post(DEVICES, request).object("data").orElseThrow();
      out.println(json ? made.canonical() : line(made));
    }
  }

  @Command(name = "list", description = "List the devices, oldest first.")
  void list(
      @Mixin ServerOptions server, @Option(names = "--json", description = JSON) boolean json) {
    try (ApiClient client = server.client()) {
      List<JsonBody> devices = client.get(DEVICES).objects("data").orElse(List.of());
      if (json) {
        String all = String.join(",", devices.stream().map(JsonBody::canonical).toList());
        out.println("[" + all + "]");
      } else {
        devices.forEach(device -> out.println(line(device)));
      }
    }
  }

  @Command(name = "remove", description = "Take no mail of a device any more.")
  void remove(
      @Mixin ServerOptions server,
      @Parameters(paramLabel = "DEVICE", description = "Its id or name, as `list` shows them.")
          String device) {
    try (ApiClient client = server.client()) {
      String id =
          client.get(DEVICES).objects("data").orElse(List.of()).stream()
              .filter(known -> isNamed(known, device))
              .findFirst()
              .flatMap(known -> known.text("id"))
              .orElseThrow(() -> new CommandFailure("there is no device " + device));
      client.delete(DEVICES + "/" + id);
      out.println("removed " + id);
    }
  }

  private static boolean isNamed(JsonBody device, String text) {
    return device.text("id").filter(text::equals).isPresent()
        || device.text("name").filter(text::equalsIgnoreCase).isPresent();
  }

  private static String line(JsonBody device) {
    return "%s  %s  %s  %s%s  seen %s"
        .formatted(
            device.text("id").orElse(""),
            device.text("name").orElse(""),
            device.text("email").orElse(""),
            device.text("network").orElse("any network"),
            device.flag("has_pin").orElse(false) ? ", PIN" : "",
            device
                .number("seen_at")
                .map(Instant::ofEpochSecond)
                .map(Instant::toString)
                .orElse("never"));
  }
}

package dev.postern.cli;

import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
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
    description = "Let printers, scanners and old programs hand mail in as an agent.",
    footer = "Example: postern device list")
final class DeviceCommand {
  private static final String DEVICES = "/v3/admin/devices";

  private final Terminal terminal;

  DeviceCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Command(
      name = "add",
      description = "Let a device hand mail in as an agent.",
      footer = "Example: postern device add scanner support@agents.localhost --network 192.0.2.7")
  void add(
      @Mixin ServerOptions server,
      @Mixin Format format,
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
          @Nullable String pin) {
    JsonObject request =
        new JsonObject()
            .put("name", name)
            .put("grant_id", agent)
            .put("network", Optional.ofNullable(network))
            .put("pin", Optional.ofNullable(pin));
    try (ApiClient client = server.client()) {
      JsonBody made = client.post(DEVICES, request).object("data").orElseThrow();
      new Output(terminal, format).one(made, () -> line(made));
    }
  }

  @Command(
      name = "list",
      description = "List the devices, oldest first.",
      footer = "Example: postern device list")
  void list(@Mixin ServerOptions server, @Mixin Format format) {
    try (ApiClient client = server.client()) {
      List<JsonBody> devices = client.get(DEVICES).objects("data").orElse(List.of());
      new Output(terminal, format)
          .all(
              devices, () -> String.join("\n", devices.stream().map(DeviceCommand::line).toList()));
    }
  }

  @Command(
      name = "remove",
      description = "Take no mail of a device any more.",
      footer = "Example: postern device remove scanner")
  void remove(
      @Mixin ServerOptions server,
      @Mixin Format format,
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
      new Output(terminal, format).done(id, "removed " + id);
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

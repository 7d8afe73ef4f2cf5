package dev.postern.cli;

import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import dev.postern.webhook.Triggers;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `postern webhook …`: what is told to whom when something happens.
@Command(
    name = "webhook",
    description = "Make, list, show, change and delete webhooks.",
    footer = "Example: postern webhook list")
final class WebhookCommand {
  private static final String WEBHOOKS = "/v3/webhooks";
  private static final String WHICH = "The webhook's id.";

  private final Terminal terminal;

  WebhookCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Command(
      name = "list",
      description = "List the webhooks.",
      footer = "Example: postern webhook list")
  void list(@Mixin ServerOptions server, @Mixin Format format) {
    try (ApiClient client = server.client()) {
      List<JsonBody> all = client.get(WEBHOOKS).objects("data").orElse(List.of());
      var output = new Output(terminal, format);
      output.all(all, () -> table(output, all));
    }
  }

  private static Table table(Output output, List<JsonBody> all) {
    Table table = new Table("ID", "STATUS", "URL", "TRIGGERS", "DESCRIPTION");
    for (JsonBody each : all) {
      table.row(
          Output.id(each),
          status(output, each),
          Shown.text(each, "webhook_url"),
          String.join(",", each.texts("trigger_types").orElse(List.of())),
          Shown.text(each, "description"));
    }
    return table;
  }

  private static String status(Output output, JsonBody webhook) {
    String status = Shown.text(webhook, "status");
    return switch (status) {
      case "active" -> output.good(status);
      case "failing", "failed" -> output.bad(status);
      default -> output.fair(status);
    };
  }

  @Command(
      name = "show",
      description = "Show a webhook.",
      footer = "Example: postern webhook show 4bf1ed5c-0f6d-4c37-a1ae-2b6ad9d4f0cf")
  void show(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Parameters(paramLabel = "ID", description = WHICH) String id) {
    try (ApiClient client = server.client()) {
      show(format, ApiClient.data(client.get(path(id))));
    }
  }

  // The secret is there when it was just made.
  private void show(Format format, JsonBody webhook) {
    var output = new Output(terminal, format);
    output.one(
        webhook,
        () ->
            Output.labelled(
                "",
                "ID",
                Output.id(webhook),
                "URL",
                Shown.text(webhook, "webhook_url"),
                "Status",
                status(output, webhook),
                "Triggers",
                String.join(", ", webhook.texts("trigger_types").orElse(List.of())),
                "Description",
                Shown.text(webhook, "description"),
                "Notify",
                String.join(", ", webhook.texts("notification_email_addresses").orElse(List.of())),
                "Secret",
                webhook
                    .text("webhook_secret")
                    .map(text -> text + " (shown this once)")
                    .orElse("")));
  }

  @Command(
      name = "create",
      description = "Make a webhook, and print its secret: it is shown this once.",
      footer =
          "Example: postern webhook create --url https://example.com/hook"
              + " --triggers message.created")
  void create(@Mixin ServerOptions server, @Mixin Format format, @Mixin WebhookOptions options) {
    try (ApiClient client = server.client()) {
      show(format, ApiClient.data(client.post(WEBHOOKS, options.whole())));
    }
  }

  @Command(
      name = "update",
      description = "Change a webhook; what is not named stays.",
      footer =
          "Example: postern webhook update 4bf1ed5c-0f6d-4c37-a1ae-2b6ad9d4f0cf --status pause")
  void update(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Mixin WebhookOptions options,
      @Parameters(paramLabel = "ID", description = WHICH) String id,
      @Option(names = "--status", paramLabel = "active|pause", description = "Whether it works.")
          @Nullable String status) {
    JsonObject request = options.some().put("status", Optional.ofNullable(status));
    try (ApiClient client = server.client()) {
      show(format, ApiClient.data(client.put(path(id), request)));
    }
  }

  @Command(
      name = "rotate-secret",
      description = "Make a new secret and print it; the old one is void.",
      footer = "Example: postern webhook rotate-secret 4bf1ed5c-0f6d-4c37-a1ae-2b6ad9d4f0cf")
  void rotateSecret(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Parameters(paramLabel = "ID", description = WHICH) String id) {
    try (ApiClient client = server.client()) {
      String path = WEBHOOKS + "/rotate-secret/" + ApiClient.encode(id);
      show(format, ApiClient.data(client.post(path, new JsonObject())));
    }
  }

  @Command(
      name = "delete",
      description = "Delete a webhook.",
      footer = "Example: postern webhook delete 4bf1ed5c-0f6d-4c37-a1ae-2b6ad9d4f0cf --yes")
  void delete(
      @Mixin ServerOptions server,
      @Mixin Format format,
      @Mixin Consent consent,
      @Parameters(paramLabel = "ID", description = WHICH) String id) {
    try (ApiClient client = server.client()) {
      JsonBody found = ApiClient.data(client.get(path(id)));
      consent.ask(terminal, "Delete the webhook to " + Shown.text(found, "webhook_url") + "?");
      client.delete(path(id));
      new Output(terminal, format).one(found, () -> "deleted " + id);
    }
  }

  @Command(
      name = "triggers",
      description = "Print what a webhook may be told of.",
      footer = "Example: postern webhook triggers")
  void triggers(@Mixin Format format) {
    List<String> all = Triggers.known().stream().sorted().toList();
    terminal
        .out()
        .println(
            format.json()
                ? "["
                    + String.join(",", all.stream().map(name -> "\"" + name + "\"").toList())
                    + "]"
                : String.join("\n", all));
  }

  private static String path(String id) {
    return WEBHOOKS + "/" + ApiClient.encode(id);
  }
}

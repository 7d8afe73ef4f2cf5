package dev.postern.cli;

import dev.postern.v3.JsonObject;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options that say what a webhook is.
final class WebhookOptions {
  @Option(
      names = {"-u", "--url"},
      paramLabel = "URL",
      description = "Who is told: an http or https URL that answers the challenge.")
  private @Nullable String url;

  @Option(
      names = {"-t", "--triggers"},
      split = ",",
      paramLabel = "TRIGGER",
      description = "Of what, with commas; `postern webhook triggers` prints them all.")
  private @Nullable List<String> triggers;

  @Option(
      names = {"-d", "--description"},
      paramLabel = "TEXT",
      description = "What it is for.")
  private @Nullable String description;

  @Option(
      names = {"-n", "--notify"},
      split = ",",
      paramLabel = "ADDRESS",
      description = "Who gets mail when it fails, with commas.")
  private @Nullable List<String> notified;

  /// Returns the request for a new one.
  ///
  /// @throws WrongUse if something is missing
  JsonObject whole() {
    if (url == null || triggers == null) {
      throw new WrongUse("a webhook needs --url and --triggers");
    }
    return some();
  }

  /// Returns what was named.
  JsonObject some() {
    JsonObject request =
        new JsonObject()
            .put("webhook_url", Optional.ofNullable(url))
            .put("description", Optional.ofNullable(description));
    if (triggers != null) {
      request.putTexts("trigger_types", triggers);
    }
    if (notified != null) {
      request.putTexts("notification_email_addresses", notified);
    }
    return request;
  }
}

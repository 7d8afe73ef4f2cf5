package dev.postern.v3;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.clean.CleanOptions;
import dev.postern.mailbox.MessageId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a client asks of `PUT /messages/clean` (spec/api-data.md section 2.5).
///
/// @param messages in the order asked for, each once
public record CleanRequest(List<MessageId> messages, CleanOptions options) {
  private static final int MAX_MESSAGES = 20;
  private static final int MAX_SHOWN = 64;

  /// Reads a request.
  ///
  /// @throws GatewayException with SYNTAX and the member's name, or NOT_FOUND for an id that no
  ///   message can have
  public static CleanRequest read(JsonBody json) {
    boolean markdown = json.flag("html_as_markdown").orElse(false);
    boolean imagesAsMarkdown = json.flag("images_as_markdown").orElse(true);
    if (markdown && !imagesAsMarkdown) {
      throw json.refusal(
          "images_as_markdown", "must not be false together with html_as_markdown: true");
    }
    CleanOptions options =
        new CleanOptions(
            json.flag("ignore_links").orElse(true),
            json.flag("ignore_images").orElse(true),
            imagesAsMarkdown,
            json.flag("ignore_tables").orElse(true),
            json.flag("remove_conclusion_phrases").orElse(true),
            markdown);
    return new CleanRequest(messages(json), options);
  }

  private static List<MessageId> messages(JsonBody json) {
    List<String> names = json.texts("message_id").orElse(List.of());
    if (names.isEmpty() || names.size() > MAX_MESSAGES) {
      throw json.refusal("message_id", "must be an array of 1 to " + MAX_MESSAGES + " ids");
    }
    Set<MessageId> messages = new LinkedHashSet<>();
    for (String name : names) {
      Optional<MessageId> id = Ids.message(name);
      messages.add(id.orElseThrow(() -> notFound(name)));
    }
    return List.copyOf(messages);
  }

  /// Makes the refusal of an id that names no message.
  public static GatewayException notFound(String id) {
    String shown = id.length() > MAX_SHOWN ? id.substring(0, MAX_SHOWN) + "…" : id;
    return new GatewayException(
        Fault.NOT_FOUND, "message_id names no message: " + shown.replaceAll("\\p{Cntrl}", " "));
  }
}

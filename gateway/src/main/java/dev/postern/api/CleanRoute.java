package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.BodyText;
import dev.postern.mail.clean.CleanOptions;
import dev.postern.mail.clean.Conversation;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.StoredMessage;
import dev.postern.v3.CleanRequest;
import dev.postern.v3.JsonObject;
import java.util.List;
import java.util.Optional;

/// Messages with what they say themselves, for readers that want no markup, history or signature
/// (spec/api-data.md section 2.5).
///
/// An id that names no message refuses the whole request, so that nobody takes an answer with fewer
/// messages for a complete one.
final class CleanRoute {
  private final MailStore mail;
  private final ApiOptions options;
  private final GrantPath grants;
  private final MessageView view;

  CleanRoute(MailStore mail, ApiOptions options, GrantPath grants, MessageView view) {
    this.mail = mail;
    this.options = options;
    this.grants = grants;
    this.view = view;
  }

  List<Route> routes() {
    return List.of(Route.of("PUT /v3/grants/{grant}/messages/clean", this::clean));
  }

  private Response clean(Request request) {
    Grant grant = grants.of(request);
    CleanRequest wanted = CleanRequest.read(request.json(options.maxJson()));
    Selection selection = Selection.of(request.query());
    List<StoredMessage> messages =
        mail.read(
            grant.account(),
            read -> wanted.messages().stream().map(id -> message(read, id)).toList());
    refuseTooMuch(messages, selection);
    List<JsonObject> json =
        messages.stream()
            .map(message -> cleaned(grant, message, selection, wanted.options()))
            .toList();
    return Response.page(request, json, Optional.empty());
  }

  private static StoredMessage message(MailRead read, MessageId id) {
    return read.message(id).orElseThrow(() -> CleanRequest.notFound(id.toString()));
  }

  private static void refuseTooMuch(List<StoredMessage> messages, Selection selection) {
    if (selection.wants("body")
        && MessageView.fitting(messages, Fields.STANDARD) < messages.size()) {
      throw new GatewayException(
          Fault.INVALID,
          "message_id names more text than one answer holds: ask for fewer messages, or without"
              + " their body by select=conversation");
    }
  }

  private JsonObject cleaned(
      Grant grant, StoredMessage message, Selection selection, CleanOptions wanted) {
    JsonObject json = view.show(grant, message, Fields.STANDARD, selection);
    return selection.wants("conversation")
        ? json.put("conversation", conversation(grant, message, wanted))
        : json;
  }

  private String conversation(Grant grant, StoredMessage message, CleanOptions wanted) {
    Optional<Content> content = mail.content(grant.account(), message.id(), message.revision());
    if (content.isEmpty()) {
      return "";
    }
    BodyText body;
    try (Content open = content.get()) {
      body = BodyText.of(open.bytes(), message.digest().parts());
    }
    return Conversation.of(message.digest().subject(), body, wanted);
  }
}

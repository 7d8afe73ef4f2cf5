package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.delivery.TrackingOptions;
import dev.postern.delivery.TrackingStore;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.BodyText;
import dev.postern.mail.Part;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.StoredMessage;
import dev.postern.v3.JsonObject;
import dev.postern.v3.MessageJson;
import dev.postern.v3.TrackingJson;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/// Shows stored messages as a request wants them, opening their bytes only where they are needed.
final class MessageView {
  /// Octets of text that one page may hold.
  private static final long PAGE_BUDGET = 32 << 20;

  private final MailStore mail;
  private final TrackingStore tracking;
  private final ContentTexts texts = new ContentTexts();

  MessageView(MailStore mail, TrackingStore tracking) {
    this.mail = mail;
    this.tracking = tracking;
  }

  /// Writes one message.
  JsonObject show(Grant grant, StoredMessage message, Fields fields, Selection selection) {
    JsonObject json = shown(grant, message, fields, selection);
    if (fields == Fields.INCLUDE_TRACKING_OPTIONS && selection.wants("tracking_options")) {
      TrackingOptions options =
          tracking.options(grant.account(), message.id()).orElse(TrackingOptions.NONE);
      json.put("tracking_options", TrackingJson.of(options));
    }
    return json;
  }

  private JsonObject shown(Grant grant, StoredMessage message, Fields fields, Selection selection) {
    boolean plain = fields == Fields.STANDARD || fields == Fields.INCLUDE_TRACKING_OPTIONS;
    boolean draft = MessageJson.isDraft(message);
    Optional<JsonObject> known =
        plain && !draft ? texts.of(grant.account(), message) : Optional.empty();
    if (known.isPresent()) {
      return selection.apply(MessageJson.full(grant.id(), message, known.get()));
    }
    boolean bytes =
        selection.wants("body")
            || selection.wants("attachments")
            || (selection.wants("send_at") && draft);
    if (plain && !bytes) {
      return selection.apply(MessageJson.brief(grant.id(), message));
    }
    Optional<Content> content = mail.content(grant.account(), message.id(), message.revision());
    if (content.isEmpty()) {
      return selection.apply(MessageJson.gone(grant.id(), message));
    }
    try (Content open = content.get()) {
      return selection.apply(show(grant, message, fields, open.bytes()));
    }
  }

  private JsonObject show(Grant grant, StoredMessage message, Fields fields, MemorySegment bytes) {
    if (fields == Fields.RAW_MIME) {
      return MessageJson.rawMime(grant.id(), message, bytes);
    }
    JsonObject content = MessageJson.content(grant.id(), message, bytes);
    // What a draft's header says of sending is shown as long as it is one.
    JsonObject json =
        MessageJson.full(
            grant.id(),
            message,
            MessageJson.isDraft(message) ? content : texts.keep(grant.account(), message, content));
    return switch (fields) {
      case INCLUDE_HEADERS -> MessageJson.withHeaders(json, message, bytes, false);
      case INCLUDE_BASIC_HEADERS -> MessageJson.withHeaders(json, message, bytes, true);
      default -> json;
    };
  }

  /// Returns how many of these messages, from the first, one answer may hold; at least one.
  static int fitting(List<StoredMessage> messages, Fields fields) {
    long total = 0;
    for (int i = 0; i < messages.size(); i++) {
      total += weight(messages.get(i), fields);
      if (total > PAGE_BUDGET) {
        return Math.max(1, i);
      }
    }
    return messages.size();
  }

  private static long weight(StoredMessage message, Fields fields) {
    if (fields == Fields.RAW_MIME) {
      return message.digest().wire().size();
    }
    long text = message.digest().wire().headerLength();
    for (Part part : message.digest().parts()) {
      if (part.type().equals("text")) {
        text += Math.min(part.size(), BodyText.MAX_OCTETS);
      }
    }
    return text;
  }

  /// The refusal of an id that names no message.
  static GatewayException notFound() {
    return new GatewayException(Fault.NOT_FOUND, "message not found");
  }
}

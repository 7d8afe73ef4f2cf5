package dev.postern.v3;

import dev.postern.mail.Attachments;
import dev.postern.mail.BodyText;
import dev.postern.mail.Digest;
import dev.postern.mail.HeaderBlock;
import dev.postern.mail.Mailbox;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.StoredMessage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/// A message as the wire shows it (spec/api-data.md section 2.1).
public final class MessageJson {
  private static final Set<String> BASIC_HEADERS =
      Set.of("message-id", "in-reply-to", "references");

  // The members that its content decides, in the places where they stand.
  private static final List<String> HEADING =
      List.of("subject", "from", "to", "cc", "bcc", "reply_to");
  private static final List<String> SNIPPET = List.of("snippet");
  private static final List<String> BODY = List.of("body", "attachments", "send_at");

  private MessageJson() {}

  /// Writes everything that is known without the message's bytes: all but `body` and `attachments`.
  public static JsonObject brief(UUID grant, StoredMessage message) {
    return full(grant, message, heading(message));
  }

  /// Writes a whole message.
  public static JsonObject full(UUID grant, StoredMessage message, MemorySegment bytes) {
    return full(grant, message, content(grant, message, bytes));
  }

  /// Writes a message of whose present content this is known.
  ///
  /// @param content from [#content], rendered or not
  public static JsonObject full(UUID grant, StoredMessage message, JsonObject content) {
    JsonObject json =
        key(grant, message.id(), isDraft(message) ? "draft" : "message")
            .put("thread_id", message.thread().toString())
            .take(content, HEADING)
            .put("date", message.received().getEpochSecond())
            .put("created_at", message.received().getEpochSecond())
            .put("unread", message.unread())
            .put("starred", message.starred())
            .putTexts("folders", message.folders().stream().map(FolderId::value).toList())
            .take(content, SNIPPET)
            .put("reply_to_message_id", message.replyTo().map(MessageId::toString));
    if (message.answered()) {
      // In no published shape: only there when it says something.
      json.put("answered", true);
    }
    if (!message.metadata().isEmpty()) {
      json.putTextMap("metadata", message.metadata());
    }
    message.verdict().ifPresent(verdict -> json.put("authentication", VerdictJson.of(verdict)));
    return json.take(content, BODY);
  }

  /// Writes what is the same as long as a message has the same content, of one revision, and is or
  /// is no draft.
  public static JsonObject content(UUID grant, StoredMessage message, MemorySegment bytes) {
    List<JsonObject> attachments =
        Attachments.of(message.digest()).stream()
            .map(attachment -> AttachmentJson.of(grant, attachment, bytes))
            .toList();
    JsonObject json =
        heading(message)
            .put("body", BodyText.of(bytes, message.digest().parts()).shown())
            .putObjects("attachments", attachments);
    if (isDraft(message)) {
      DraftBase.sendAt(message, bytes).ifPresent(time -> json.put("send_at", time));
    }
    return json;
  }

  private static JsonObject heading(StoredMessage message) {
    Digest digest = message.digest();
    return new JsonObject()
        .put("subject", digest.subject())
        .putObjects("from", mailboxes(digest.from()))
        .putObjects("to", mailboxes(digest.to()))
        .putObjects("cc", mailboxes(digest.cc()))
        .putObjects("bcc", mailboxes(digest.bcc()))
        .putObjects("reply_to", mailboxes(digest.replyTo()))
        .put("snippet", digest.snippet());
  }

  /// Writes a message whose bytes went away in between: as one without text.
  public static JsonObject gone(UUID grant, StoredMessage message) {
    return brief(grant, message).put("body", "").putObjects("attachments", List.of());
  }

  /// Writes a message as its bytes only (`fields=raw_mime`), Base64url with padding.
  public static JsonObject rawMime(UUID grant, StoredMessage message, MemorySegment bytes) {
    byte[] copy = bytes.toArray(ValueLayout.JAVA_BYTE);
    return key(grant, message.id(), "message")
        .put("raw_mime", Base64.getUrlEncoder().encodeToString(copy));
  }

  /// Adds the header fields in their order, duplicates kept.
  ///
  /// @param basic only Message-ID, In-Reply-To and References
  public static JsonObject withHeaders(
      JsonObject json, StoredMessage message, MemorySegment bytes, boolean basic) {
    HeaderBlock block = HeaderBlock.of(bytes, 0, message.digest().wire().headerLength());
    List<JsonObject> headers =
        block.fields().stream()
            .filter(field -> !basic || isBasic(field.name()))
            .map(field -> new JsonObject().put("name", field.name()).put("value", field.decoded()))
            .toList();
    return json.putObjects("headers", headers);
  }

  /// Writes what a `message.deleted` notification carries.
  public static JsonObject deleted(UUID grant, MessageId id) {
    return key(grant, id, "message");
  }

  /// Says whether a message is a draft: it lies in `drafts`.
  public static boolean isDraft(StoredMessage message) {
    return message.folders().contains(FolderId.DRAFTS);
  }

  static List<JsonObject> mailboxes(List<Mailbox> mailboxes) {
    return mailboxes.stream()
        .map(m -> new JsonObject().put("name", m.name()).put("email", m.email()))
        .toList();
  }

  private static boolean isBasic(String name) {
    return BASIC_HEADERS.contains(name.toLowerCase(Locale.ROOT));
  }

  private static JsonObject key(UUID grant, MessageId id, String object) {
    return new JsonObject()
        .put("id", id.toString())
        .put("grant_id", grant.toString())
        .put("object", object);
  }
}

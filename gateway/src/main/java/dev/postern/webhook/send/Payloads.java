package dev.postern.webhook.send;

import dev.postern.auth.Grant;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.Folder;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.StoredMessage;
import dev.postern.v3.EventEnvelope;
import dev.postern.v3.FolderJson;
import dev.postern.v3.JsonObject;
import dev.postern.v3.MessageJson;
import dev.postern.webhook.Triggers;
import dev.postern.webhook.Webhook;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Writes notifications (spec/api-data.md section 9): the object as it is when it is sent.
final class Payloads {
  /// Larger notifications of messages go without the body.
  private static final int MAX_SIZE = 1 << 20;

  private static final String MAIL_SOURCE = "/nylas/emails/realtime";
  private static final String FOLDER_SOURCE = "/nylas/folders/realtime";

  private final MailStore mail;

  Payloads(MailStore mail) {
    this.mail = mail;
  }

  /// Writes a notification.
  ///
  /// @param attempt 1 for the first
  /// @return empty if there is nothing to tell any more: the object is gone (which is told by an
  ///   entry of its own), or it is a draft or a note
  Optional<byte[]> of(Webhook webhook, Grant grant, Notice notice, int attempt, Instant time) {
    return switch (notice.trigger()) {
      case Triggers.MESSAGE_CREATED, Triggers.MESSAGE_UPDATED ->
          message(webhook, grant, notice, attempt, time);
      case Triggers.MESSAGE_DELETED ->
          MessageId.parse(notice.subject())
              .map(id -> MessageJson.deleted(grant.id(), id))
              .map(json ->
                  envelope(webhook, grant, notice, notice.trigger(), attempt, time)
                      .around(json)
                      .bytes());
      default ->
          folder(grant, notice)
              .map(json ->
                  envelope(webhook, grant, notice, notice.trigger(), attempt, time)
                      .around(json)
                      .bytes());
    };
  }

  private Optional<byte[]> message(
      Webhook webhook, Grant grant, Notice notice, int attempt, Instant time) {
    Optional<StoredMessage> found =
        MessageId.parse(notice.subject())
            .flatMap(id -> mail.read(grant.account(), read -> told(read, id)));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    EventEnvelope envelope = envelope(webhook, grant, notice, notice.trigger(), attempt, time);
    JsonObject object = full(grant, found.get());
    byte[] whole = envelope.around(object).bytes();
    if (whole.length <= MAX_SIZE) {
      return Optional.of(whole);
    }
    String truncated = notice.trigger() + ".truncated";
    return Optional.of(
        envelope(webhook, grant, notice, truncated, attempt, time)
            .around(object.without("body"))
            .bytes());
  }

  private static Optional<StoredMessage> told(MailRead read, MessageId message) {
    return read.message(message)
        .filter(found -> !MessageJson.isDraft(found))
        .filter(found ->
            !found.folders().stream()
                .allMatch(id -> read.folder(id).filter(Folder::isQuiet).isPresent()));
  }

  private JsonObject full(Grant grant, StoredMessage message) {
    Optional<Content> content = mail.content(grant.account(), message.id(), message.revision());
    if (content.isEmpty()) {
      return MessageJson.gone(grant.id(), message);
    }
    try (Content open = content.get()) {
      return MessageJson.full(grant.id(), message, open.bytes());
    }
  }

  private Optional<JsonObject> folder(Grant grant, Notice notice) {
    int space = notice.subject().indexOf(' ');
    if (space >= 0) {
      FolderId id = new FolderId(notice.subject().substring(0, space));
      return Optional.of(
          FolderJson.brief(grant.id(), id, notice.subject().substring(space + 1), false));
    }
    FolderId id = new FolderId(notice.subject());
    return mail.read(grant.account(), read -> read.folder(id))
        .map(folder ->
            FolderJson.brief(grant.id(), id, FolderJson.name(folder), folder.system().isPresent()));
  }

  private static EventEnvelope envelope(
      Webhook webhook, Grant grant, Notice notice, String type, int attempt, Instant time) {
    String source = type.startsWith("folder.") ? FOLDER_SOURCE : MAIL_SOURCE;
    return new EventEnvelope(
        type, source, id(webhook, grant, notice), time, attempt, webhook.applicationId());
  }

  // The same for each attempt, so that a receiver recognises a repetition.
  private static UUID id(Webhook webhook, Grant grant, Notice notice) {
    String name =
        webhook.id() + "/" + grant.account().value() + "/" + notice.seq() + "/" + notice.item();
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }
}

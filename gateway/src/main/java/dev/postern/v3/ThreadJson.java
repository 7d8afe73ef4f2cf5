package dev.postern.v3;

import dev.postern.mail.Digest;
import dev.postern.mail.Mailbox;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailThread;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.StoredMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// A thread as the wire shows it (spec/api-data.md section 3.1).
public final class ThreadJson {
  private ThreadJson() {}

  /// Writes a thread.
  ///
  /// @param own the account's address
  /// @param latest its newest message, written by [MessageJson]
  public static JsonObject of(UUID grant, String own, MailThread thread, JsonObject latest) {
    List<StoredMessage> all = thread.messages();
    StoredMessage newest = all.getLast();
    List<StoredMessage> drafts = all.stream().filter(MessageJson::isDraft).toList();
    List<StoredMessage> mail = all.stream().filter(m -> !MessageJson.isDraft(m)).toList();
    JsonObject json =
        new JsonObject()
            .put("id", thread.id().toString())
            .put("grant_id", grant.toString())
            .put("object", "thread")
            .put("subject", newest.digest().subject())
            .put("snippet", newest.digest().snippet())
            .put("latest_draft_or_message", latest)
            .putObjects("participants", MessageJson.mailboxes(participants(all)))
            .putTexts("message_ids", ids(mail))
            .putTexts("draft_ids", ids(drafts))
            .put("has_attachments", all.stream().anyMatch(m -> m.digest().hasAttachment()))
            .put("has_drafts", !drafts.isEmpty())
            .put("unread", all.stream().anyMatch(StoredMessage::unread))
            .put("starred", all.stream().anyMatch(StoredMessage::starred))
            .putTexts(
                "folders",
                all.stream()
                    .flatMap(m -> m.folders().stream())
                    .map(FolderId::value)
                    .distinct()
                    .toList());
    mail.stream()
        .findFirst()
        .map(m -> m.received().getEpochSecond())
        .ifPresent(s -> json.put("earliest_message_date", s));
    newest(mail, m -> !isSent(m, own)).ifPresent(s -> json.put("latest_message_received_date", s));
    newest(mail, m -> isSent(m, own)).ifPresent(s -> json.put("latest_message_sent_date", s));
    return json;
  }

  /// A sent mail may have been moved; one to oneself lies in `inbox` too.
  private static boolean isSent(StoredMessage message, String own) {
    List<FolderId> folders = message.folders();
    boolean mine = message.digest().from().stream().anyMatch(m -> m.email().equalsIgnoreCase(own));
    return folders.contains(FolderId.SENT)
        || (mine && !folders.contains(FolderId.INBOX) && !folders.contains(FolderId.JUNK));
  }

  private static Optional<Long> newest(
      List<StoredMessage> messages, Predicate<StoredMessage> wanted) {
    return messages.stream()
        .filter(wanted)
        .map(m -> m.received().getEpochSecond())
        .max(Long::compare);
  }

  private static List<String> ids(List<StoredMessage> messages) {
    return messages.stream().map(StoredMessage::id).map(MessageId::toString).toList();
  }

  private static List<Mailbox> participants(List<StoredMessage> messages) {
    Map<String, Mailbox> byEmail = new LinkedHashMap<>();
    for (StoredMessage message : messages) {
      Digest digest = message.digest();
      Stream.of(digest.from(), digest.to(), digest.cc(), digest.bcc())
          .flatMap(List::stream)
          .forEach(m ->
              byEmail.merge(
                  m.email().toLowerCase(Locale.ROOT),
                  m,
                  (old, other) -> old.name().isEmpty() ? other : old));
    }
    return List.copyOf(byEmail.values());
  }
}

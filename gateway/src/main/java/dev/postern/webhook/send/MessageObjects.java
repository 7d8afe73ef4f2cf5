package dev.postern.webhook.send;

import dev.postern.auth.Grant;
import dev.postern.mail.BodyText;
import dev.postern.mail.clean.CleanOptions;
import dev.postern.mail.clean.Conversation;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.Reports;
import dev.postern.mailbox.StoredMessage;
import dev.postern.v3.JsonObject;
import dev.postern.v3.MessageJson;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Messages as notifications show them (spec/api-data.md section 9.2): as they are now.
final class MessageObjects {
  private final MailStore mail;

  MessageObjects(MailStore mail) {
    this.mail = mail;
  }

  /// Writes a whole message.
  JsonObject full(Grant grant, StoredMessage message) {
    Optional<Content> content = mail.content(grant.account(), message.id(), message.revision());
    if (content.isEmpty()) {
      return MessageJson.gone(grant.id(), message);
    }
    try (Content open = content.get()) {
      return MessageJson.full(grant.id(), message, open.bytes());
    }
  }

  /// Writes a message with what is new in it as its body, in Markdown (section 8, item 9).
  JsonObject cleaned(Grant grant, StoredMessage message) {
    Optional<Content> content = mail.content(grant.account(), message.id(), message.revision());
    if (content.isEmpty()) {
      return MessageJson.gone(grant.id(), message);
    }
    try (Content open = content.get()) {
      BodyText body = BodyText.of(open.bytes(), message.digest().parts());
      String said = Conversation.of(message.digest().subject(), body, CleanOptions.MARKDOWN);
      return MessageJson.full(grant.id(), message, open.bytes()).put("body", said);
    }
  }

  /// Writes the message that a report names; what the report knows of it if it was never filed or
  /// is gone.
  JsonObject reported(Grant grant, Map<String, String> facts) {
    Optional<StoredMessage> found = find(grant, facts);
    if (found.isPresent()) {
      return full(grant, found.get());
    }
    return new JsonObject()
        .put("id", Optional.ofNullable(facts.get(Reports.MESSAGE)))
        .put("grant_id", grant.id().toString())
        .put("object", "message")
        .put("subject", facts.getOrDefault(Reports.SUBJECT, ""))
        .putObjects("from", addresses(facts.getOrDefault(Reports.FROM, grant.email())))
        .putObjects("to", addresses(facts.getOrDefault(Reports.TO, "")));
  }

  /// Returns the message that a report names.
  Optional<StoredMessage> find(Grant grant, Map<String, String> facts) {
    return Optional.ofNullable(facts.get(Reports.MESSAGE))
        .flatMap(MessageId::parse)
        .flatMap(id -> mail.glance(grant.account(), read -> read.message(id)));
  }

  private static List<JsonObject> addresses(String lines) {
    return lines.lines().map(line -> new JsonObject().put("name", "").put("email", line)).toList();
  }
}

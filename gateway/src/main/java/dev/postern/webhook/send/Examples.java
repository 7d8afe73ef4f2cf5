package dev.postern.webhook.send;

import dev.postern.mail.MessageReader;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.Reports;
import dev.postern.mailbox.StoredMessage;
import dev.postern.mailbox.ThreadId;
import dev.postern.v3.DeliverabilityJson;
import dev.postern.v3.EventEnvelope;
import dev.postern.v3.FolderJson;
import dev.postern.v3.JsonObject;
import dev.postern.v3.MessageJson;
import dev.postern.v3.ReportJson;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Notifications as they would look, for people who write receivers: of each trigger one, made by
/// what makes the real ones where there are any.
///
/// @param now when they are said to have happened
record Examples(UUID application, Instant now) {
  private static final UUID GRANT = new UUID(0x5d3a9c3b2e114f0aL, 0x8d1cb0a1c2d3e4f5L);
  private static final MessageId MESSAGE = new MessageId(0x1a2b3c4d5e6fL);
  private static final ThreadId THREAD = new ThreadId(0x1a2b3c4d5e6fL);
  private static final FolderId FOLDER = new FolderId("5f1c2a");
  private static final String AGENT = "agent@example.com";
  private static final byte[] MAIL =
      """
      From: Ann Example <ann@example.org>\r
      To: Agent <agent@example.com>\r
      Subject: Hello\r
      Date: Thu, 01 Jan 2026 00:00:00 +0000\r
      Message-ID: <hello@example.org>\r
      Content-Type: text/html; charset=utf-8\r
      \r
      <p>Hello from Ann</p>\r
      """
          .getBytes(StandardCharsets.UTF_8);

  /// Writes the notification of this type.
  JsonObject of(String type) {
    EventEnvelope envelope =
        new EventEnvelope(type, Payloads.source(type), UUID.randomUUID(), now, 1, application);
    String base = type.endsWith(".legacy") ? type.substring(0, type.lastIndexOf('.')) : type;
    return switch (base) {
      case Reports.SEND_FAILED -> {
        ReportJson report = report();
        yield envelope.around(GRANT, report.reason(), report.error(), report.sent(message()));
      }
      case Reports.SEND_SUCCESS -> envelope.around(GRANT, report().sent(message()));
      case Reports.OPENED -> envelope.around(GRANT, report().opened(List.of()));
      case Reports.LINK_CLICKED -> envelope.around(GRANT, report().clicked(List.of()));
      case Reports.REPLIED -> envelope.around(GRANT, report().replied());
      case Reports.DELIVERED, Reports.BOUNCED, Reports.COMPLAINT, Reports.REJECTED ->
          envelope.around(GRANT, deliverability(base));
      case "message.transactional.delivered",
          "message.transactional.bounced",
          "message.transactional.complaint",
          "message.transactional.rejected" ->
          envelope.around(GRANT, deliverability(base.replace(".transactional", "")));
      case "message.bounce_detected" -> envelope.around(GRANT, bounceDetected());
      default -> envelope.around(object(base));
    };
  }

  private JsonObject object(String type) {
    return switch (type) {
      case "message.created", "message.updated" -> message();
      case "message.created.cleaned" -> message().put("body", "Hello from Ann");
      case "message.created.truncated", "message.updated.truncated" -> message().without("body");
      case "message.deleted" -> MessageJson.deleted(GRANT, MESSAGE);
      case "folder.created", "folder.updated", "folder.deleted" ->
          FolderJson.brief(GRANT, FOLDER, "Projects", false);
      case Reports.APPROVAL_REQUESTED, Reports.APPROVED, Reports.APPROVAL_REFUSED ->
          report().approval(GRANT, type);
      case Reports.GRANT_CREATED -> report().grant(25012);
      case Reports.GRANT_DELETED -> report().grant(25013);
      case Reports.GRANT_UPDATED -> report().grant(25014);
      case "grant.expired" -> report().grant(25009);
      case "grant.imap_sync_completed" -> report().grant(25012).without("code");
      default -> new ForeignExamples(GRANT, now).of(type);
    };
  }

  private StoredMessage stored() {
    return new StoredMessage(
        MESSAGE,
        THREAD,
        0,
        now,
        List.of(FolderId.INBOX),
        true,
        false,
        false,
        Optional.empty(),
        Map.of("key1", "value"),
        MessageReader.read(MemorySegment.ofArray(MAIL)));
  }

  private JsonObject message() {
    return MessageJson.full(GRANT, stored(), MemorySegment.ofArray(MAIL));
  }

  private JsonObject deliverability(String trigger) {
    return new DeliverabilityJson(Optional.of(stored()), facts(), AGENT).of(trigger);
  }

  private ReportJson report() {
    return new ReportJson(facts(), application);
  }

  private Map<String, String> facts() {
    String at = Long.toString(now.getEpochSecond());
    return Map.ofEntries(
        Map.entry(Reports.MESSAGE, MESSAGE.toString()),
        Map.entry(Reports.ROOT_MESSAGE, MESSAGE.toString()),
        Map.entry(Reports.REPLY_TO_MESSAGE, MESSAGE.toString()),
        Map.entry(Reports.THREAD, THREAD.toString()),
        Map.entry(Reports.AT, at),
        Map.entry(Reports.LABEL, "campaign"),
        Map.entry(Reports.COUNT, "1"),
        Map.entry(Reports.OPENED_ID, "0"),
        Map.entry(Reports.CLICK_ID, "0"),
        Map.entry(Reports.LINK_INDEX, "0"),
        Map.entry(Reports.URL, "https://example.org/"),
        Map.entry(Reports.IP, "192.0.2.1"),
        Map.entry(Reports.USER_AGENT, "Mozilla/5.0"),
        Map.entry(Reports.FROM_SELF, "false"),
        Map.entry(Reports.APPROVAL, "2f6e1f0c-94a5-4d5e-8d53-3b7a1f0b9c11"),
        Map.entry(Reports.SCHEDULE, "8cd56334-6d95-432c-86d1-c5dab0ce98be"),
        Map.entry(Reports.SEND_AT, at),
        Map.entry(Reports.USE_DRAFT, "false"),
        Map.entry(Reports.REASON, "a recipient was refused"),
        Map.entry(Reports.ERROR_TYPE, "provider_error"),
        Map.entry(Reports.ERROR_STATUS, "502"),
        Map.entry(Reports.TYPE, "MailboxFull"),
        Map.entry(Reports.RECIPIENTS, "ann@example.org"),
        Map.entry(Reports.DIAGNOSTICS, "smtp; 552 5.2.2 mailbox full"),
        Map.entry(Reports.GRANT, GRANT.toString()),
        Map.entry(Reports.EMAIL, AGENT),
        Map.entry(Reports.NAME, "Agent"));
  }

  private JsonObject bounceDetected() {
    JsonObject origin =
        new JsonObject()
            .putTexts("to", List.of("ann@example.org"))
            .put("from", AGENT)
            .putTexts("cc", List.of())
            .putTexts("bcc", List.of())
            .put("subject", "Hello")
            .put("mime_id", "<hello@example.com>")
            .put("id", MESSAGE.toString())
            .put("original_send_at", now.getEpochSecond());
    return new JsonObject()
        .put("bounce_reason", "the mailbox does not exist")
        .put("bounce_date", "Thu, 01 Jan 2026 00:00:00 +0000")
        .put("bounced_addresses", "ann@example.org")
        .put("type", "mailbox_unavailable")
        .put("code", "550")
        .put("grant_id", GRANT.toString())
        .put("message_id", MESSAGE.toString())
        .put("origin", origin);
  }
}

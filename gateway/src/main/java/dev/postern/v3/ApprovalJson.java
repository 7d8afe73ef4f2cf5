package dev.postern.v3;

import dev.postern.mailbox.MessageId;
import dev.postern.outbound.Approval;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// Mail that waits for consent as the API shows it.
public final class ApprovalJson {
  private ApprovalJson() {}

  /// Writes an approval.
  ///
  /// @param sent the copy in Sent, if there is one
  /// @param schedule the scheduled send it became, if it did
  public static JsonObject of(
      UUID grant, Approval approval, Optional<MessageId> sent, Optional<UUID> schedule) {
    Approval.Heading heading = approval.heading();
    JsonObject json =
        new JsonObject()
            .put("id", approval.id().toString())
            .put("object", "approval")
            .put("status", status(approval))
            .put("grant_id", grant.toString())
            .put("draft_id", approval.draft().message().toString())
            .put("content_hash", approval.hash())
            .put("sender", approval.plan().reversePath())
            .putTexts("recipients", approval.plan().recipients())
            .putObjects("from", MessageJson.mailboxes(heading.from()))
            .putObjects("to", MessageJson.mailboxes(heading.to()))
            .putObjects("cc", MessageJson.mailboxes(heading.cc()))
            .putObjects("bcc", MessageJson.mailboxes(heading.bcc()))
            .put("subject", heading.subject())
            .put("snippet", heading.snippet())
            .put("created_at", approval.created().getEpochSecond());
    put(json, "send_at", approval.due());
    put(json, "decided_at", approval.decided());
    return json.put("reason", Optional.of(approval.reason()).filter(text -> !text.isEmpty()))
        .put("message_id", sent.map(MessageId::toString))
        .put("schedule_id", schedule.map(UUID::toString));
  }

  /// Writes what the sender of a held mail is told.
  public static JsonObject brief(Approval approval) {
    return new JsonObject()
        .put("id", approval.id().toString())
        .put("status", status(approval))
        .put("content_hash", approval.hash());
  }

  private static String status(Approval approval) {
    return approval.status().name().toLowerCase(Locale.ROOT);
  }

  private static void put(JsonObject json, String name, Optional<Instant> at) {
    at.map(Instant::getEpochSecond).ifPresent(seconds -> json.put(name, seconds));
  }
}

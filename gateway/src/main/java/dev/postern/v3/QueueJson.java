package dev.postern.v3;

import dev.postern.mailbox.MessageId;
import dev.postern.outbound.DeskStore.Entry;
import dev.postern.outbound.DeskStore.Recipient;
import dev.postern.outbound.QueueTx.Attempt;
import dev.postern.outbound.QueuedMail;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Mail in the queue as the API shows it.
public final class QueueJson {
  private QueueJson() {}

  /// Writes a mail.
  ///
  /// @param grant whose it is; empty: no agent sent it, or the agent is gone
  public static JsonObject of(Entry entry, Optional<UUID> grant) {
    QueuedMail mail = entry.mail();
    return new JsonObject()
        .put("id", Long.toString(mail.id()))
        .put("grant_id", grant.map(UUID::toString))
        .put("message_id", mail.message().map(MessageId::toString))
        .put("sender", mail.sender())
        .put("size", entry.size())
        .put("queued_at", mail.queuedAt().getEpochSecond())
        .put("expires_at", mail.expires().getEpochSecond())
        .put("waiting", entry.waiting())
        .put("failed", entry.failed())
        .putObjects("recipients", entry.recipients().stream().map(QueueJson::of).toList());
  }

  private static JsonObject of(Recipient recipient) {
    JsonObject json =
        new JsonObject()
            .put("email", recipient.address())
            .put("status", recipient.due().isPresent() ? "waiting" : "failed")
            .put("attempts", recipient.attempts())
            .put("diagnostic", recipient.diagnostic());
    put(json, "next_attempt_at", recipient.due());
    put(json, "failed_at", recipient.failed());
    put(json, "last_attempt_at", recipient.last().map(Attempt::at));
    return json.put("remote", recipient.last().map(Attempt::remote).filter(it -> !it.isEmpty()));
  }

  private static void put(JsonObject json, String name, Optional<Instant> at) {
    at.map(Instant::getEpochSecond).ifPresent(seconds -> json.put(name, seconds));
  }
}

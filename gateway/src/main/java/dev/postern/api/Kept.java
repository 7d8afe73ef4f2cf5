package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.mail.Digest;
import dev.postern.mail.MessageReader;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.StoredMessage;
import dev.postern.outbound.ScheduleStore;
import dev.postern.outbound.Scheduled;
import dev.postern.v3.JsonObject;
import dev.postern.v3.MessageJson;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Answers 202 with a mail that was accepted and is sent later: as it will be, under the id it will
/// have (spec/api-data.md section 2.9).
final class Kept {
  private Kept() {}

  /// Answers with what was just kept.
  static Response answer(
      Request request,
      Grant grant,
      Scheduled mail,
      Instant accepted,
      Digest digest,
      MemorySegment bytes) {
    boolean queued = mail.kind() == Scheduled.Kind.QUEUED;
    StoredMessage waiting =
        new StoredMessage(
            mail.message(),
            mail.thread(),
            0,
            accepted,
            queued ? List.of(FolderId.SENT) : List.of(),
            false,
            false,
            false,
            mail.plan().replyTo(),
            mail.plan().metadata(),
            digest);
    JsonObject json =
        MessageJson.full(grant.id(), waiting, bytes).put("schedule_id", mail.id().toString());
    if (!queued) {
      json.put("send_at", mail.due().getEpochSecond());
    }
    return Response.of(
        202,
        request
            .envelope()
            .bare()
            .put("grant_id", grant.id().toString())
            .put("schedule_id", mail.id().toString())
            .put("data", json));
  }

  /// Answers once more with what was kept before, if its bytes are still there.
  static Optional<Response> again(
      Request request, Grant grant, ScheduleStore schedules, MessageId message) {
    Optional<Scheduled> mail = schedules.find(grant.account(), message);
    Optional<Content> content = mail.flatMap(schedules::content);
    if (content.isEmpty()) {
      return Optional.empty();
    }
    try (Content open = content.get()) {
      Digest digest = MessageReader.read(open.bytes());
      Instant accepted = digest.date() == null ? mail.get().due() : digest.date();
      return Optional.of(answer(request, grant, mail.get(), accepted, digest, open.bytes()));
    }
  }
}

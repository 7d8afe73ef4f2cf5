package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.mailbox.MessageId;
import dev.postern.v3.SendRequest;

/// Answers the sending of a draft, once for each key.
final class DraftSend {
  private final DraftSender sender;
  private final Dispatch dispatch;
  private final Idempotency idempotency;

  DraftSend(DraftSender sender, Dispatch dispatch, Idempotency idempotency) {
    this.sender = sender;
    this.dispatch = dispatch;
    this.idempotency = idempotency;
  }

  /// Sends a draft as it is; of what stands in the body only `send_at` matters.
  Response send(Request request, Grant grant, MessageId id, SendForm.Form read) {
    SendRequest.refuseUnsupported(read.json());
    if (DryRun.isWanted(request)) {
      return DryRun.answer(
          request,
          grant,
          () ->
              sender.send(request, grant, id, read.json().number("send_at"), Idempotency.Use.NONE));
    }
    return idempotency.once(
        request,
        grant,
        read.fingerprint("draft " + id),
        use -> sender.send(request, grant, id, read.json().number("send_at"), use),
        made -> dispatch.again(request, grant, made));
  }
}

package dev.postern.api;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.StoredMessage;
import dev.postern.outbound.ScheduleTx;
import dev.postern.v3.MessageJson;

/// What may have become of a draft since somebody saw it: it is gone, was saved anew, or waits to
/// be sent.
final class DraftState {
  private DraftState() {}

  /// The refusal of an id that names no draft.
  static GatewayException notFound() {
    return new GatewayException(Fault.NOT_FOUND, "draft not found");
  }

  /// Refuses what would change or send a draft that waits to be sent as it was.
  ///
  /// @throws GatewayException with ALREADY_EXISTS
  static void refuseWaiting(MailTx tx, MessageId draft) {
    tx.join(ScheduleTx.class)
        .pendingOf(draft)
        .ifPresent(schedule -> {
          throw new GatewayException(
              Fault.ALREADY_EXISTS,
              "the draft waits to be sent: cancel schedule " + schedule + " first");
        });
  }

  /// Says whether a draft is still what was read of it.
  ///
  /// @throws GatewayException with NOT_FOUND if it is a draft no more
  static boolean isAsRead(MailRead read, StoredMessage draft) {
    return read.message(draft.id())
            .filter(MessageJson::isDraft)
            .orElseThrow(DraftState::notFound)
            .revision()
        == draft.revision();
  }
}

package dev.postern.outbound;

import dev.postern.mailbox.Blob;
import dev.postern.mailbox.MessageId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Mail that waits for consent inside a mailbox transaction: `tx.join(ApprovalTx.class)`.
public interface ApprovalTx {
  /// Returns how many of this account are pending.
  int pending();

  /// Returns the pending ones of this account.
  List<Waiting> waiting();

  /// Returns the pending one that a draft shows.
  Optional<UUID> pendingOf(MessageId draft);

  /// Keeps a pending one of this account.
  void add(Approval approval, Blob blob);

  /// Decides a pending one; its bytes are let go.
  ///
  /// @param reason why it is refused or out of date; else empty
  /// @return false if it is not pending
  boolean close(UUID id, Approval.Status status, String reason);

  /// A pending one, and what shows it.
  record Waiting(UUID id, Scheduled.Draft draft) {}
}

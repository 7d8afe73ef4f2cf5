package dev.postern.outbound;

import dev.postern.mailbox.Blob;
import java.util.UUID;

/// Scheduled mail inside a mailbox transaction: `tx.join(ScheduleTx.class)`.
public interface ScheduleTx {
  /// Keeps a pending mail of this account.
  void add(Scheduled mail, Blob blob);

  /// Ends a pending mail and lets go of its bytes.
  ///
  /// @return false if it is not pending
  boolean close(UUID id, Scheduled.Status status);
}

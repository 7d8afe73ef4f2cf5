package dev.postern.outbound;

import dev.postern.mailbox.Blob;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.NewMessage;
import dev.postern.mailbox.ThreadId;
import java.util.Optional;
import java.util.UUID;

/// Scheduled mail inside a mailbox transaction: `tx.join(ScheduleTx.class)`.
public interface ScheduleTx {
  /// Returns how many of this account are pending.
  int pending();

  /// Returns an id that no message has, for a mail that will be one.
  MessageId newMessage();

  /// Returns an id that no thread has.
  ThreadId newThread();

  /// Returns the pending mail that was made of a draft.
  Optional<UUID> pendingOf(MessageId draft);

  /// Keeps a pending mail of this account.
  void add(Scheduled mail, Blob blob);

  /// Adds what a mail is in the mailbox once it is sent, under the ids that it was promised. A
  /// thread that `copy` names comes before the promised one.
  MailTx.Added file(Scheduled mail, NewMessage copy);

  /// Ends a pending mail. Unless it failed its bytes are let go.
  ///
  /// @param reason why it failed; else empty
  /// @return false if it is not pending
  boolean close(UUID id, Scheduled.Status status, String reason);
}

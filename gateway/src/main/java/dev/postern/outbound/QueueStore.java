package dev.postern.outbound;

import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Content;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The port to an engine for the outbound queue: one row for each mail, one for each recipient.
///
/// A row leaves only when every recipient is done or failed. All writes are durable when they
/// return. There is one worker for each store, so rows are not leased; what was under way at a
/// crash is due again.
public interface QueueStore {
  /// Returns recipients that are due and not in `busy`, oldest due time first, with their mail.
  List<Due> due(Instant now, int limit);

  /// Returns the earliest due time of any waiting recipient.
  Optional<Instant> nextDue();

  /// Opens a queued mail's bytes as they were queued (Bcc not yet stripped).
  Optional<Content> content(long queueId);

  /// Takes recipients out of the queue: delivered.
  void done(List<Long> recipientIds);

  /// Puts a recipient off.
  ///
  /// @param diagnostic the last answer, for the operator and a later bounce
  void retry(long recipientId, Instant due, String diagnostic);

  /// Ends a recipient: it will not be tried again. The row stays readable as failed for 7 days.
  void fail(long recipientId, String diagnostic, Instant now);

  /// Calls `wake` after each commit that queued something, on the committer's thread.
  void onEnqueue(Runnable wake);

  /// One recipient whose time has come.
  ///
  /// @param account the sender's account; number 0 if the mail came from outside
  /// @param attempts how often it was tried before
  /// @param queuedAt when the mail was accepted
  record Due(
      long queueId,
      long recipientId,
      AccountId account,
      String sender,
      String recipient,
      boolean stripBcc,
      int attempts,
      Instant queuedAt,
      Instant expires) {}
}

package dev.postern.outbound;

import dev.postern.mailbox.Blob;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The queue inside a mailbox transaction: `tx.join(QueueTx.class)`. What it adds is durable with
/// that transaction's other changes, or not at all.
public interface QueueTx {
  /// Queues the present content of a message of this account, by reference: it stays readable for
  /// the queue even if the message is deleted.
  ///
  /// @return the queue id
  long enqueue(MessageId message, Envelope envelope);

  /// Queues bytes of their own: mail that no account here sent. It is its recipients', who were
  /// promised it, and goes on when this account is deleted.
  long enqueue(Blob blob, Envelope envelope);

  /// Who gets a mail and what is done to it on the way.
  ///
  /// @param sender reverse path as `local@domain`; empty for the null sender
  /// @param recipients forward paths; at least one
  /// @param stripBcc whether the Bcc field is left out of what is transferred
  /// @param due when to try first
  /// @param expires when to give up
  /// @param wishes what the sender asks of the transmission
  /// @param verdict what was found out about a mail that came from another server
  record Envelope(
      String sender,
      List<String> recipients,
      boolean stripBcc,
      Instant due,
      Instant expires,
      Wishes wishes,
      Optional<Verdict> verdict) {
    /// Makes an envelope of which nothing more is known.
    public Envelope(
        String sender, List<String> recipients, boolean stripBcc, Instant due, Instant expires) {
      this(sender, recipients, stripBcc, due, expires, Wishes.NONE, Optional.empty());
    }
  }
}

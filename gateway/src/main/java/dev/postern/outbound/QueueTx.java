package dev.postern.outbound;

import dev.postern.mailbox.Blob;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The queue inside a mailbox transaction: `tx.join(QueueTx.class)`. What it changes is durable
/// with that transaction's other changes, or not at all.
///
/// What became of a recipient may be told twice, or of one that is gone: then nothing changes, and
/// the answer says so.
public interface QueueTx {
  /// How long a mail waits before its sender is told of the delay.
  Duration UNTIL_NOTICE = Duration.ofHours(4);

  /// Queues the present content of a message of this account, by reference: it stays readable for
  /// the queue even if the message is deleted.
  ///
  /// @return the queue id
  long enqueue(MessageId message, Envelope envelope);

  /// Queues bytes of their own that this account sends without keeping a copy.
  long enqueueOwn(Blob blob, Envelope envelope);

  /// Queues bytes of their own: mail that no account here sent. It is its recipients', who were
  /// promised it, and goes on when this account is deleted.
  long enqueue(Blob blob, Envelope envelope);

  /// Takes recipients out of the queue: they have their mail.
  ///
  /// @return how many of them waited
  int done(List<Long> recipientIds);

  /// Puts a recipient off after a try. One that failed meanwhile stays so.
  boolean retry(long recipientId, Instant due, Attempt attempt);

  /// Ends a recipient after a try: it will not be tried again. The row stays readable as failed for
  /// 7 days.
  boolean fail(long recipientId, Attempt attempt);

  /// Ends a recipient without a further try.
  ///
  /// @param why for the operator
  boolean giveUp(long recipientId, Instant now, String why);

  /// Says when [QueueStore#notices] is to name a mail next; empty: never.
  void noticed(long queueId, Optional<Instant> next);

  /// A try that did not bring the mail over.
  ///
  /// @param remote the server that said so; empty if none was reached
  /// @param diagnostic its reply, or what we say in its place
  record Attempt(Instant at, String remote, String diagnostic) {}

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

    /// Returns when [QueueStore#notices] is to name the mail first.
    public Instant firstNotice() {
      Instant delayed = due.plus(UNTIL_NOTICE);
      return delayed.isBefore(expires) ? delayed : expires;
    }
  }
}

package dev.postern.outbound;

import dev.postern.mailbox.MailTx;
import java.util.List;
import java.util.Optional;

/// What follows when recipients of a mail have it, fail or are late: reports to their sender, in
/// the same commit that records it in the queue.
public interface Endings {
  /// Nothing follows.
  Endings NONE = (_, _) -> Effect.NONE;

  /// Prepares what follows. Called before the commit, by any thread, so it may read and write
  /// blobs; it must not change anything that counts, because the commit may fail and be tried
  /// again.
  ///
  /// @param results recipients of this mail, each once, at least one; not those that are merely
  ///   tried again
  Effect prepare(QueuedMail mail, List<Result> results);

  /// What became of one recipient.
  ///
  /// @param outcome what the hop said, or we in its place
  record Result(Due due, Fate fate, Transport.Outcome outcome) {}

  /// How it ended.
  enum Fate {
    /// In a mailbox here.
    DELIVERED,
    /// The next hop took it.
    RELAYED,
    /// It waits for so long that its sender is to know; told once of each recipient.
    DELAYED,
    /// Refused for good.
    FAILED,
    /// Not delivered in its time.
    EXPIRED
  }

  /// What follows, ready to be committed.
  interface Effect extends AutoCloseable {
    Effect NONE =
        new Effect() {
          @Override
          public void apply(QueueTx queue, Optional<MailTx> sender) {
            // Nothing follows.
          }

          @Override
          public boolean isNothing() {
            return true;
          }
        };

    /// Takes part in the commit; may run more than once, of which one counts.
    ///
    /// @param queue of the same transaction, to queue a report
    /// @param sender the transaction of the account that sent the mail; empty if none did, or if it
    ///   was deleted
    void apply(QueueTx queue, Optional<MailTx> sender);

    /// Says whether there is nothing to do, so that no account need be opened for it.
    default boolean isNothing() {
      return false;
    }

    /// Lets go of what was prepared; called once when the commit is over.
    @Override
    default void close() {}
  }
}

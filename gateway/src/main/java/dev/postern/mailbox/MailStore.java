package dev.postern.mailbox;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// The port to an engine: one change log per account drives everything (DESIGN: the mailbox and its
/// contract).
///
/// Each transaction on an account takes one sequence number, `seq`. It is the MODSEQ of what it
/// touched, the cursor of the API and of webhooks. Whoever sees `seq` k sees everything up to k;
/// UIDs become visible in ascending order; an abort leaves no gap.
///
/// Every method may block on disk: never call one on an event loop. All are safe for concurrent
/// use. Every engine passes `MailStoreContract`.
public interface MailStore {
  /// Runs `work` as one transaction: all of it or nothing, durable when this returns.
  ///
  /// It may run again (after a serialization failure), so it must not send bytes, log, wait, or
  /// keep state outside the transaction. It runs while the account's turn is held, on a thread that
  /// others wait for: decide beforehand, only write here. A `work` that changes nothing takes no
  /// `seq`.
  ///
  /// @param origin handed to watchers with the batch, so that a session knows its own changes; any
  ///   object compared by identity
  /// @return what `work` returned in the run that was committed, after the changes are durable and
  ///   after every watcher was told
  /// @throws dev.postern.fault.GatewayException with NOT_FOUND if the account does not exist or is
  ///   deleted, UNAVAILABLE or STORAGE_FULL if the engine could not commit, and with whatever fault
  ///   `work` threw; then nothing changed
  <T> T commit(AccountId account, Object origin, Function<MailTx, T> work);

  /// Runs `work` on one snapshot. No bytes may be sent while it runs.
  ///
  /// @throws dev.postern.fault.GatewayException with NOT_FOUND if the account does not exist
  <T> T read(AccountId account, Function<MailRead, T> work);

  /// Like [#read], for a few rows found by their keys: it may hold the calling thread's carrier.
  default <T> T glance(AccountId account, Function<MailRead, T> work) {
    return read(account, work);
  }

  /// Returns the log entries with a `seq` above `seq`, oldest first.
  ///
  /// @param limit the most transactions (not entries) to return; a transaction is never torn
  List<LogEntry> changesSince(AccountId account, long seq, int limit);

  /// Calls `watcher` after each commit on `account`, in commit order, until closed.
  ///
  /// The call comes from the committer: it must only hand over. A watcher that throws is dropped.
  Watch watch(AccountId account, Consumer<ChangeBatch> watcher);

  /// Like [#watch] for every account, those created later too.
  Watch watchAll(Consumer<ChangeBatch> watcher);

  /// Opens the bytes behind one content of a message.
  ///
  /// @return empty if the message or that revision is gone
  Optional<Content> content(AccountId account, MessageId message, int revision);

  /// Opens many contents at once, in the order asked; an entry is empty where that content is gone.
  /// At most some hundreds at a time, and each is to be closed.
  default List<Optional<Content>> contents(AccountId account, List<MailRead.ContentKey> contents) {
    return contents.stream().map(key -> content(account, key.message(), key.revision())).toList();
  }

  /// Starts a new body. Small ones stay in memory until their transaction; larger ones are written
  /// to a segment of their own while they stream in.
  BlobSink sink();

  /// Returns what is known of the text of messages.
  TextIndex texts();

  /// Ends a subscription.
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }
}

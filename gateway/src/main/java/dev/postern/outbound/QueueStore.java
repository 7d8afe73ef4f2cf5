package dev.postern.outbound;

import dev.postern.mailbox.Content;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// The port to an engine for the outbound queue: one row for each mail, one for each recipient.
///
/// A mail leaves only when every recipient is done, or failed 7 days ago. What becomes of a
/// recipient is written by [QueueTx], in a transaction of the account that sent it if there is one,
/// else in [#commit]; both are durable when they return. There is one worker for each store, so
/// rows are not leased; what was under way at a crash is due again.
public interface QueueStore {
  /// Returns lanes with due recipients, in the order of their domain and account. Costs the same
  /// however many recipients a lane has.
  ///
  /// @param after where the last page ended; empty: from the beginning
  /// @param limit the most lanes to look at, due or not
  Lanes lanes(Optional<Lane> after, Instant now, int limit);

  /// Returns recipients of a lane that are due, oldest due time first.
  List<Due> due(Lane lane, Instant now, int limit);

  /// Returns recipients of some mails that are due, in the order of their ids.
  List<Due> due(Collection<Long> queueIds, Instant now, int limit);

  /// Returns the earliest due time of a waiting recipient that is later than `after`.
  Optional<Instant> nextDue(Instant after);

  /// Returns all waiting recipients of mails whose time for a notice has come, with what is told
  /// then; oldest first. A mail comes again until [QueueTx#noticed] moves its time.
  ///
  /// @param limit the most mails
  List<Notice> notices(Instant now, int limit);

  /// Opens a queued mail's bytes as they were queued (Bcc not yet stripped).
  Optional<Content> content(long queueId);

  /// Runs `work` in a transaction of no account, for mail that none sent. What it enqueues is
  /// nobody's; a message cannot be enqueued in it.
  <T> T commit(Function<QueueTx, T> work);

  /// Calls `wake` with their ids after each commit that queued mails, or made waiting ones due, on
  /// the committer's thread.
  void onEnqueue(Consumer<List<Long>> wake);

  /// A page of lanes.
  ///
  /// @param next where the next page begins; empty: this was the last one
  record Lanes(List<Lane> due, Optional<Lane> next) {}

  /// A mail whose sender is to be told, or that is given up.
  ///
  /// @param waiting its recipients that still wait; may be none
  record Notice(QueuedMail mail, List<Due> waiting) {}
}

package dev.postern.outbound;

import dev.postern.mailbox.AccountId;
import dev.postern.outbound.QueueTx.Attempt;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/// The port to an engine for people who look after the queue.
public interface DeskStore {
  /// Returns mails, the last queued first.
  ///
  /// @param before only mails with a smaller id
  /// @param recipients the most recipients of each mail to return
  List<Entry> list(Filter filter, OptionalLong before, int limit, int recipients);

  /// Makes waiting recipients due, a slice at a time.
  ///
  /// @return how many were not due and are now
  int retry(Filter filter, Instant now, int limit);

  /// Returns waiting recipients with their mails, a slice at a time.
  List<QueueStore.Notice> waiting(Filter filter, int limit);

  /// Removes recipients, with mails that have no other.
  ///
  /// @return how many there were
  int remove(Filter filter, int limit);

  /// Which mails, and which of their recipients; empty fields do not matter.
  ///
  /// @param application whose agents sent them; not mail of nobody
  /// @param domain as [Lane#domain]
  record Filter(
      Optional<UUID> application,
      OptionalLong mail,
      Optional<AccountId> account,
      Optional<String> domain,
      Optional<Status> status) {
    /// Returns the same filter for recipients that fare like this.
    Filter with(Status only) {
      return new Filter(application, mail, account, domain, Optional.of(only));
    }
  }

  /// How a recipient fares.
  enum Status {
    WAITING,
    FAILED
  }

  /// A mail in the queue.
  ///
  /// @param size in octets
  /// @param recipients some of those that the filter names
  /// @param waiting how many recipients wait
  /// @param failed how many failed
  record Entry(QueuedMail mail, long size, List<Recipient> recipients, int waiting, int failed) {}

  /// One recipient of it.
  ///
  /// @param due when it is tried next; empty: it failed
  /// @param failed when it failed
  /// @param last the last try
  /// @param diagnostic why it waits or failed; empty: it was not tried yet
  record Recipient(
      String address,
      int attempts,
      Optional<Instant> due,
      Optional<Instant> failed,
      Optional<Attempt> last,
      String diagnostic) {}
}

package dev.postern.api;

import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.LogEntry;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailStore;
import java.util.List;
import java.util.Optional;

/// A part of an account's log.
///
/// @param from the transaction behind which it begins
/// @param end where who has read it stands
/// @param more whether the log goes on at once
/// @param entries whole transactions
record LogWindow(long from, Position end, boolean more, List<LogEntry> entries) {
  private static final int TRANSACTIONS = 64;

  /// Reads the log behind a position.
  ///
  /// @param known a transaction up to which the log is known to be there
  /// @return empty if the log does not reach back to there any more
  static Optional<LogWindow> behind(
      MailStore mail, AccountId account, Position position, long known) {
    long from = position.whole();
    List<LogEntry> entries = mail.changesSince(account, from, TRANSACTIONS);
    boolean gapless = !entries.isEmpty() && entries.getFirst().seq() == from + 1;
    // Asked after the log was read: it may have been trimmed in between.
    if (!gapless && mail.<Long>glance(account, MailRead::logTrimmed) > from) {
      return Optional.empty();
    }
    boolean more = entries.stream().mapToLong(LogEntry::seq).distinct().count() == TRANSACTIONS;
    long last = entries.isEmpty() ? from : entries.getLast().seq();
    Position end = Position.after(more ? last : Math.max(Math.max(last, known), position.seq()));
    return Optional.of(new LogWindow(from, end, more, entries));
  }

  /// Says whether it tells what comes next behind a position.
  boolean covers(Position position) {
    return position.whole() >= from && end.isAfter(position);
  }
}

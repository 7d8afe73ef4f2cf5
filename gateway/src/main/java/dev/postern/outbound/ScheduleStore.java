package dev.postern.outbound;

import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.MessageId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// The port to an engine for mail to be sent later. What is closed stays readable for 72 hours.
public interface ScheduleStore {
  /// Returns an account's mails, the one due first first.
  List<Scheduled> all(AccountId account);

  /// Returns one of them.
  Optional<Scheduled> find(AccountId account, UUID id);

  /// Returns the one that is, or will be, this message.
  Optional<Scheduled> find(AccountId account, MessageId message);

  /// Returns pending mails whose time has come, of accounts that exist, the oldest due time first.
  ///
  /// A queued one that is due later than it ever was to wait comes too: the clock was set back.
  ///
  /// @param unheard what is due after this is queued under another clock
  /// @param except whose mail is left out
  List<Scheduled> due(Instant now, Instant unheard, Set<AccountId> except, int limit);

  /// Returns when the last of an application's queued mails that are pending is due.
  Optional<Instant> lastQueued(UUID application);

  /// Returns how many are pending, of every kind and account.
  int pending();

  /// Opens the bytes of a mail that is pending or has failed.
  Optional<Content> content(Scheduled mail);
}

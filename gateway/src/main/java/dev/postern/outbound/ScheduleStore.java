package dev.postern.outbound;

import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Content;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The port to an engine for mail to be sent later. What is closed stays readable for 72 hours.
public interface ScheduleStore {
  /// Returns an account's mails, the one due first first.
  List<Scheduled> all(AccountId account);

  /// Returns one of them.
  Optional<Scheduled> find(AccountId account, UUID id);

  /// Returns pending mails whose time has come, of accounts that exist, the oldest due time first.
  List<Scheduled> due(Instant now, int limit);

  /// Opens a pending mail's bytes.
  Optional<Content> content(Scheduled mail);
}

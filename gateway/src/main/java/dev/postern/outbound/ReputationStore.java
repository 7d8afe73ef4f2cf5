package dev.postern.outbound;

import dev.postern.mailbox.AccountId;
import java.time.Instant;

/// The port to an engine for what is counted of each account's mail.
public interface ReputationStore {
  /// Returns what was counted in the last [Reputation#DAYS] days.
  Reputation of(AccountId account, Instant now);

  /// Forgets what was counted of an account; durable when this returns.
  void forget(AccountId account);
}

package dev.postern.outbound;

import dev.postern.mailbox.AccountId;
import java.util.Optional;

/// The port to an engine for answers kept by [AnswerTx].
public interface AnswerStore {
  /// Returns an account's answer of that name, which may be older than the hour it is kept.
  Optional<KeptAnswer> find(AccountId account, String name);
}

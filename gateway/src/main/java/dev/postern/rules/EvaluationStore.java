package dev.postern.rules;

import dev.postern.mailbox.AccountId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The port to an engine for records of evaluations.
public interface EvaluationStore {
  /// Returns an account's records, newest first.
  ///
  /// @param after of the last one seen; empty: from the start
  /// @param limit how many at most
  List<Evaluation> evaluations(AccountId account, Optional<UUID> after, int limit);
}

package dev.postern.rules;

import dev.postern.mailbox.AccountId;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/// The port to an engine for records of evaluations.
public interface EvaluationStore {
  /// How many of an account's records are kept; the oldest go first.
  int KEPT = 10_000;

  /// How long records are kept.
  Duration AGE = Duration.ofDays(30);

  /// Returns an account's records, newest first.
  ///
  /// @param below only records with lower numbers; empty: from the newest
  /// @param limit how many at most
  List<Kept> evaluations(AccountId account, OptionalLong below, int limit);

  /// A record that is kept.
  ///
  /// @param number ascends with each record of an account
  record Kept(long number, Evaluation evaluation) {}
}

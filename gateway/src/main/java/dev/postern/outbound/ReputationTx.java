package dev.postern.outbound;

/// Counts inside a transaction what became of an account's mail: `tx.join(ReputationTx.class)`.
public interface ReputationTx {
  /// Returns what was counted in the last [Reputation#DAYS] days.
  Reputation present();

  /// Adds to today's numbers.
  void count(Reputation more);
}

package dev.postern.outbound;

/// Kept answers inside a mailbox transaction: `tx.join(AnswerTx.class)`.
public interface AnswerTx {
  /// Keeps an answer for an hour; an earlier one of the same name goes.
  void keep(String name, KeptAnswer answer);
}

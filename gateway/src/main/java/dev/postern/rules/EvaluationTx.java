package dev.postern.rules;

/// Records of evaluations inside a mailbox transaction: `tx.join(EvaluationTx.class)`.
public interface EvaluationTx {
  /// Keeps a record, at most [EvaluationStore#KEPT] of them.
  void add(Evaluation evaluation);
}

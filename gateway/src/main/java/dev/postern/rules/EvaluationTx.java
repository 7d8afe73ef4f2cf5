package dev.postern.rules;

/// Records of evaluations inside a mailbox transaction: `tx.join(EvaluationTx.class)`.
public interface EvaluationTx {
  /// Keeps a record.
  void add(Evaluation evaluation);
}

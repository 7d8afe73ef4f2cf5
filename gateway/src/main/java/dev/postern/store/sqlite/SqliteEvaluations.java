package dev.postern.store.sqlite;

import dev.postern.mailbox.AccountId;
import dev.postern.rules.Evaluation;
import dev.postern.rules.EvaluationStore;
import dev.postern.rules.EvaluationTx;
import java.util.List;
import java.util.OptionalLong;

/// The records of evaluations in the embedded engine.
final class SqliteEvaluations implements EvaluationStore {
  private final Readers readers;

  SqliteEvaluations(Readers readers) {
    this.readers = readers;
  }

  @Override
  public List<Kept> evaluations(AccountId account, OptionalLong below, int limit) {
    return readers.read(db ->
        db.list(
            rows ->
                new Kept(
                    rows.getLong(1), EvaluationCodec.unpack(rows.getLong(2), rows.getBytes(3))),
            "SELECT number,at,record FROM evaluation WHERE account=? AND number<?"
                + " ORDER BY number DESC LIMIT ?",
            account.value(),
            below.orElse(Long.MAX_VALUE),
            limit));
  }

  /// Accounts with a record from before `before`, in milliseconds.
  static List<Long> aged(Db db, long before) {
    return db.list(
        rows -> rows.getLong(1),
        "SELECT id FROM account a WHERE"
            + " (SELECT at FROM evaluation WHERE account=a.id ORDER BY number LIMIT 1)<?",
        before);
  }

  /// Removes an account's records from before `before`, in milliseconds.
  ///
  /// @return how many, at most `most`
  static int drop(Db db, long account, long before, int most) {
    return db.run(
        "DELETE FROM evaluation WHERE account=?1 AND at<?2 AND number IN"
            + " (SELECT number FROM evaluation WHERE account=?1 ORDER BY number LIMIT ?3)",
        account,
        before,
        most);
  }

  /// Records inside a mailbox transaction.
  record InTransaction(Unit unit) implements EvaluationTx {
    @Override
    public void add(Evaluation evaluation) {
      long number =
          1 + unit.db.number("SELECT max(number) FROM evaluation WHERE account=?", unit.account);
      unit.db.run(
          "INSERT INTO evaluation VALUES(?,?,?,?)",
          unit.account,
          number,
          evaluation.at().toEpochMilli(),
          EvaluationCodec.pack(evaluation));
      unit.db.run(
          "DELETE FROM evaluation WHERE account=? AND number<=?", unit.account, number - KEPT);
    }
  }
}

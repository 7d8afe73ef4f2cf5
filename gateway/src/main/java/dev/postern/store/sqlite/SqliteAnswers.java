package dev.postern.store.sqlite;

import dev.postern.mailbox.AccountId;
import dev.postern.outbound.AnswerStore;
import dev.postern.outbound.AnswerTx;
import dev.postern.outbound.KeptAnswer;
import java.time.Instant;
import java.util.Optional;

/// Answers to requests that carried a key.
final class SqliteAnswers implements AnswerStore {
  private final Readers readers;

  SqliteAnswers(Readers readers) {
    this.readers = readers;
  }

  @Override
  public Optional<KeptAnswer> find(AccountId account, String name) {
    return readers.glance(db ->
        db.one(
            rows ->
                new KeptAnswer(
                    rows.getString(1),
                    Instant.ofEpochMilli(rows.getLong(2)),
                    rows.getString(3),
                    rows.getInt(4),
                    rows.getString(5)),
            "SELECT payload,at,made,status,text FROM answer WHERE account=? AND name=?",
            account.value(),
            name));
  }

  /// Removes answers from before `before`, in milliseconds.
  ///
  /// @return how many, at most `most`
  static int drop(Db db, long before, int most) {
    return db.run(
        "DELETE FROM answer WHERE (account,name) IN"
            + " (SELECT account,name FROM answer WHERE at<? LIMIT ?)",
        before,
        most);
  }

  /// Answers inside a mailbox transaction.
  record InTransaction(Unit unit) implements AnswerTx {
    @Override
    public void keep(String name, KeptAnswer answer) {
      unit.db.run(
          "INSERT OR REPLACE INTO answer VALUES(?,?,?,?,?,?,?)",
          unit.account,
          name,
          answer.payload(),
          answer.at().toEpochMilli(),
          answer.made(),
          answer.status(),
          answer.text());
    }
  }
}

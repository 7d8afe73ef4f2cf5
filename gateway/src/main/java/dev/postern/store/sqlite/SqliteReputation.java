package dev.postern.store.sqlite;

import dev.postern.mailbox.AccountId;
import dev.postern.outbound.Reputation;
import dev.postern.outbound.ReputationStore;
import dev.postern.outbound.ReputationTx;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/// What is counted of each account's mail, a row for each day (UTC).
final class SqliteReputation implements ReputationStore {
  private final Committer committer;
  private final Readers readers;

  SqliteReputation(Committer committer, Readers readers) {
    this.committer = committer;
    this.readers = readers;
  }

  @Override
  public Reputation of(AccountId account, Instant now) {
    return readers.read(db -> sum(db, account.value(), now.toEpochMilli()));
  }

  private static Reputation sum(Db db, long account, long now) {
    return db.one(
            rows -> new Reputation(rows.getLong(1), rows.getLong(2), rows.getLong(3)),
            "SELECT sum(recipients),sum(bounces),sum(complaints) FROM reputation"
                + " WHERE account=? AND day>?",
            account,
            day(now) - Reputation.DAYS)
        .orElse(new Reputation(0, 0, 0));
  }

  @Override
  public void forget(AccountId account) {
    int _ =
        committer.commit(
            writer -> writer.db().run("DELETE FROM reputation WHERE account=?", account.value()));
  }

  private static long day(long millis) {
    return Math.floorDiv(millis, TimeUnit.DAYS.toMillis(1));
  }

  /// Counts for the account, and forgets what is too old.
  record InTransaction(Unit unit) implements ReputationTx {
    @Override
    public Reputation present() {
      return sum(unit.db, unit.account, unit.now);
    }

    @Override
    public void count(Reputation more) {
      long today = day(unit.now);
      int counted =
          unit.db.run(
              "UPDATE reputation SET recipients=recipients+?,bounces=bounces+?,"
                  + "complaints=complaints+? WHERE account=? AND day=?",
              more.recipients(),
              more.hardBounces(),
              more.complaints(),
              unit.account,
              today);
      if (counted == 0) {
        int _ =
            unit.db.run(
                "INSERT INTO reputation VALUES(?,?,?,?,?)",
                unit.account,
                today,
                more.recipients(),
                more.hardBounces(),
                more.complaints());
        int _ =
            unit.db.run(
                "DELETE FROM reputation WHERE account=? AND day<=?",
                unit.account,
                today - Reputation.DAYS);
      }
    }
  }
}

package dev.postern.store.sqlite;

import dev.postern.mailbox.Counters;

/// Counters inside a transaction.
final class CountersUnit implements Counters {
  private final Unit unit;

  CountersUnit(Unit unit) {
    this.unit = unit;
  }

  @Override
  public long add(Kind kind, long period, long more) {
    if (more != 0) {
      unit.db.run(
          "DELETE FROM counter WHERE account=? AND kind=? AND period<?",
          unit.account,
          kind.name(),
          period - 1);
      unit.db.run(
          "INSERT INTO counter VALUES(?1,?2,?3,max(0,?4))"
              + " ON CONFLICT DO UPDATE SET number=max(0,number+?4)",
          unit.account,
          kind.name(),
          period,
          more);
    }
    return count(unit.db, unit.account, kind, period);
  }

  static long count(Db db, long account, Kind kind, long period) {
    return db.number(
        "SELECT number FROM counter WHERE account=? AND kind=? AND period=?",
        account,
        kind.name(),
        period);
  }
}

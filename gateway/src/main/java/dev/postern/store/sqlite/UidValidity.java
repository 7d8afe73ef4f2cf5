package dev.postern.store.sqlite;

/// The server's one rising counter of UIDVALIDITY: started at the time of the first start, never
/// taken back, so that a name that is made again has a larger value (RFC 9051 section 2.3.1.1).
final class UidValidity {
  private UidValidity() {}

  static void start(Db db, long seconds) {
    db.run("INSERT INTO meta(name,number) VALUES('uidvalidity',?)", seconds);
  }

  static long next(Db db) {
    db.run("UPDATE meta SET number=number+1 WHERE name='uidvalidity'");
    return db.number("SELECT number FROM meta WHERE name='uidvalidity'");
  }
}

package dev.postern.store.sqlite;

import dev.postern.mailbox.Blob;
import dev.postern.store.sqlite.segment.Appender;
import dev.postern.store.sqlite.segment.Place;
import dev.postern.store.sqlite.segment.StoredBlob;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The bodies that one transaction takes and gives up. Rows count their references; segments count
/// their live octets.
final class Bodies {
  private final Db db;
  private final Appender appender;
  private final boolean last;
  private final Map<Long, Long> live = new HashMap<>();
  private final List<StoredBlob.OnDisk> taken = new ArrayList<>();
  private int added;

  /// Makes the bodies of one transaction.
  ///
  /// @param last whether no later transaction of the group appends any
  Bodies(Db db, Appender appender, boolean last) {
    this.db = db;
    this.appender = appender;
    this.last = last;
  }

  /// Stores a body with one reference and returns its id.
  long take(long account, Blob blob) {
    added++;
    StoredBlob stored = StoredBlob.of(blob);
    Place place =
        switch (stored) {
          case StoredBlob.InMemory small -> append(small.array());
          case StoredBlob.OnDisk large -> {
            taken.add(large);
            yield large.place();
          }
        };
    if (stored instanceof StoredBlob.OnDisk) {
      db.run("INSERT OR IGNORE INTO segment(id,own,live) VALUES(?,1,0)", place.segment());
    }
    live.merge(place.segment(), place.length(), Long::sum);
    return db.insert(
        "INSERT INTO blob(account,segment,start,length,sha256,refs) VALUES(?,?,?,?,?,1)",
        account,
        place.segment(),
        place.offset(),
        place.length(),
        stored.sha256());
  }

  /// Returns how many bodies were stored.
  int added() {
    return added;
  }

  private Place append(byte[] bytes) {
    Place place = appender.append(bytes);
    if (last) {
      appender.startSync();
    }
    return place;
  }

  /// Adds a reference.
  void refer(long blob) {
    db.run("UPDATE blob SET refs=refs+1 WHERE id=?", blob);
  }

  /// Takes a reference away; the last one frees the octets.
  void release(long blob) {
    db.run("UPDATE blob SET refs=refs-1 WHERE id=?", blob);
    for (Place place :
        db.list(
            rows -> new Place(rows.getLong(1), 0, rows.getLong(2)),
            "SELECT segment,length FROM blob WHERE id=? AND refs<=0",
            blob)) {
      db.run("DELETE FROM blob WHERE id=?", blob);
      live.merge(place.segment(), -place.length(), Long::sum);
    }
  }

  /// Writes the segments' counts.
  void finish() {
    live.forEach((segment, octets) ->
        db.run(
            "INSERT INTO segment(id,own,live) VALUES(?,0,?)"
                + " ON CONFLICT DO UPDATE SET live=live+excluded.live",
            segment,
            octets));
    live.clear();
  }

  /// Tells blobs with a file of their own that committed rows name it now.
  void committed() {
    taken.forEach(StoredBlob.OnDisk::taken);
  }
}

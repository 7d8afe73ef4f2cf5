package dev.postern.store.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// One account's messages that have a placement with some mark (unread, starred), by their date: in
/// pages, so that a command that marks thousands writes hundreds of rows fewer than messages.
///
/// A transaction changes pages in memory; [#flush] writes them.
final class MarkIndex {
  static final String UNREAD = "unread";
  static final String STARRED = "starred";

  private static final Cursor LOWEST = new Cursor(Long.MIN_VALUE, Long.MIN_VALUE);
  private static final String KEY = " WHERE account=? AND received=? AND message=?";

  private final Db db;
  private final long account;
  private final String table;
  private final TreeMap<Cursor, MarkPage> known = new TreeMap<>(MarkIndex::compare);

  /// The page used last: one command's messages mostly lie together.
  private Optional<MarkPage> last = Optional.empty();

  MarkIndex(Db db, long account, String table) {
    this.db = db;
    this.account = account;
    this.table = table;
  }

  private static int compare(Cursor a, Cursor b) {
    int byTime = Long.compare(a.received(), b.received());
    return byTime != 0 ? byTime : Long.compare(a.id(), b.id());
  }

  /// Notes that `more` further placements of a message bear the mark, or fewer if below 0.
  void add(long received, long message, int more) {
    Cursor key = new Cursor(received, message);
    MarkPage page = pageOf(key);
    if (page.count >= MarkPage.FULL && more > 0) {
      MarkPage upper = page.split(key);
      known.put(upper.first, upper);
      page = key.isAfter(upper.first) ? page : upper;
    }
    page.add(key, more);
    last = Optional.of(page);
  }

  private MarkPage pageOf(Cursor key) {
    if (last.isPresent() && !key.isAfter(last.get().first) && last.get().covers(key)) {
      return last.get();
    }
    Map.Entry<Cursor, MarkPage> near = known.floorEntry(key);
    if (near == null) {
      return load(key);
    }
    MarkPage page = near.getValue();
    if (page.next == null && !page.covers(key)) {
      page.next = bound(page);
    }
    return page.covers(key) ? page : load(key);
  }

  private MarkPage load(Cursor key) {
    MarkPage page =
        db.one(
                MarkIndex::read,
                "SELECT received,message,packed FROM "
                    + table
                    + " WHERE account=? AND (received,message)<=(?,?)"
                    + " ORDER BY received DESC,message DESC LIMIT 1",
                account,
                key.received(),
                key.id())
            .orElseGet(() -> new MarkPage(LOWEST));
    known.put(page.first, page);
    return page;
  }

  private Cursor bound(MarkPage page) {
    return db.one(
            rows -> new Cursor(rows.getLong(1), rows.getLong(2)),
            "SELECT received,message FROM "
                + table
                + " WHERE account=? AND (received,message)>(?,?)"
                + " ORDER BY received,message LIMIT 1",
            account,
            page.first.received(),
            page.first.id())
        .orElse(Cursor.START);
  }

  private static MarkPage read(ResultSet rows) throws SQLException {
    return MarkPage.read(new Cursor(rows.getLong(1), rows.getLong(2)), rows.getBytes(3));
  }

  /// Writes what changed.
  void flush() {
    for (MarkPage page : known.values()) {
      long received = page.first.received();
      long message = page.first.id();
      if (page.dirty && page.count > 0) {
        db.run(
            "INSERT INTO "
                + table
                + " VALUES(?,?,?,?) ON CONFLICT DO UPDATE SET packed=excluded.packed",
            account,
            received,
            message,
            page.packed());
      } else if (page.dirty && page.stored) {
        db.run("DELETE FROM " + table + KEY, account, received, message);
      }
    }
    known.clear();
    last = Optional.empty();
  }

  /// Returns messages older than `start`, newest first.
  ///
  /// @param oldest the earliest date, milliseconds
  /// @param limit the most to return
  List<Cursor> before(Cursor start, long oldest, int limit) {
    List<Cursor> found = new ArrayList<>();
    Cursor at = start;
    while (found.size() < limit) {
      Optional<MarkPage> page = pageBefore(at);
      if (page.isEmpty() || !takeNewest(page.get(), at, oldest, limit, found)) {
        break;
      }
      at = page.get().first;
    }
    return found;
  }

  private Optional<MarkPage> pageBefore(Cursor bound) {
    return db.one(
        MarkIndex::read,
        "SELECT received,message,packed FROM "
            + table
            + " WHERE account=? AND (received,message)<(?,?)"
            + " ORDER BY received DESC,message DESC LIMIT 1",
        account,
        bound.received(),
        bound.id());
  }

  /// Says whether older pages may have more.
  private static boolean takeNewest(
      MarkPage page, Cursor start, long oldest, int limit, List<Cursor> found) {
    for (int i = page.from(start) - 1; i >= 0 && found.size() < limit; i--) {
      Cursor key = page.key(i);
      if (key.received() < oldest) {
        return false;
      }
      found.add(key);
    }
    return true;
  }
}

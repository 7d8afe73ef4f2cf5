package dev.postern.store.sqlite;

import dev.postern.mailbox.Placement;
import dev.postern.mailbox.UidSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The placement pages of one account as one snapshot or transaction sees them: each is read once.
///
/// A transaction changes pages in memory; [#flush] writes them.
final class Pages {
  private static final String COLUMNS = "SELECT first, hot FROM page WHERE account=? AND folder=? ";

  /// UIDs of a range from which on its pages are read in one pass.
  private static final int MANY = 4 * PlacementPage.FULL;

  private final Db db;
  private final long account;
  private final Map<Long, NavigableMap<Long, PlacementPage>> known = new HashMap<>();

  /// Of each folder, the bounds between which every stored page is known.
  private final Map<Long, Loaded> loaded = new HashMap<>();

  private record Loaded(long from, long to) {
    static final Loaded NOTHING = new Loaded(1, 0);

    boolean has(long uid) {
      return from <= uid && uid <= to;
    }
  }

  Pages(Db db, long account) {
    this.db = db;
    this.account = account;
  }

  /// Returns the page that holds `uid` if any does.
  Optional<PlacementPage> holding(long folder, long uid) {
    Map.Entry<Long, PlacementPage> near = of(folder).floorEntry(uid);
    if (near != null
        && (uid <= near.getValue().lastUid() || isLoaded(folder, near.getKey(), uid))) {
      return Optional.of(near.getValue());
    }
    Optional<PlacementPage> stored =
        stored(folder, COLUMNS + "AND first<=? ORDER BY first DESC LIMIT 1", uid);
    if (near == null || (stored.isPresent() && stored.get().first > near.getKey())) {
      return stored;
    }
    return Optional.of(near.getValue());
  }

  private Optional<PlacementPage> after(long folder, long first) {
    Map.Entry<Long, PlacementPage> near = of(folder).higherEntry(first);
    if (near != null && isLoaded(folder, first, near.getKey())) {
      return Optional.of(near.getValue());
    }
    Optional<PlacementPage> stored =
        stored(folder, COLUMNS + "AND first>? ORDER BY first LIMIT 1", first);
    if (near == null || (stored.isPresent() && stored.get().first < near.getKey())) {
      return stored;
    }
    return Optional.of(near.getValue());
  }

  private boolean isLoaded(long folder, long from, long to) {
    Loaded bounds = loaded.getOrDefault(folder, Loaded.NOTHING);
    return bounds.has(from) && bounds.has(to);
  }

  /// Reads all pages from the one that holds `from` on, whole, in one pass.
  private void load(long folder, long from, long to) {
    long start = holding(folder, from).map(page -> page.first).orElse(from);
    db.each(
        rows -> {
          long first = rows.getLong(1);
          PlacementPage page = of(folder).get(first);
          if (page == null) {
            page = PageCodec.readHot(folder, first, rows.getBytes(2));
            of(folder).put(first, page);
          }
          if (!page.hasCold) {
            PageCodec.readCold(rows.getBytes(3), page);
          }
        },
        "SELECT p.first,p.hot,c.cold FROM page p JOIN page_cold c"
            + " ON c.account=p.account AND c.folder=p.folder AND c.first=p.first"
            + " WHERE p.account=? AND p.folder=? AND p.first BETWEEN ? AND ?",
        account,
        folder,
        start,
        to);
    loaded.put(folder, new Loaded(start, to));
  }

  private Optional<PlacementPage> stored(long folder, String sql, long uid) {
    return db.one(
        rows -> {
          long first = rows.getLong(1);
          PlacementPage page = of(folder).get(first);
          if (page == null) {
            page = PageCodec.readHot(folder, first, rows.getBytes(2));
            of(folder).put(first, page);
          }
          return page;
        },
        sql,
        account,
        folder,
        uid);
  }

  private NavigableMap<Long, PlacementPage> of(long folder) {
    return known.computeIfAbsent(folder, _ -> new TreeMap<>());
  }

  /// Visits the pages in which a UID of `uids` may be, ascending, each once.
  void each(long folder, UidSet uids, Consumer<PlacementPage> visit) {
    @Nullable PlacementPage done = null;
    for (int range = 0; range < uids.ranges(); range++) {
      long first = uids.first(range);
      if (uids.last(range) - first >= MANY && !isLoaded(folder, first, uids.last(range))) {
        load(folder, first, uids.last(range));
      }
      Optional<PlacementPage> page =
          done != null && first <= done.lastUid() ? Optional.of(done) : holding(folder, first);
      if (page.isEmpty()) {
        page = after(folder, first);
      }
      while (page.isPresent() && page.get().first <= uids.last(range)) {
        PlacementPage next = page.get();
        if (done == null || next.first > done.first) {
          visit.accept(next);
          done = next;
        }
        if (next.count > 0 && next.lastUid() >= uids.last(range)) {
          break;
        }
        page = after(folder, next.first);
      }
    }
  }

  /// Returns the first placements above `uid`, ascending.
  List<Placement> above(long folder, long uid, int limit) {
    List<Placement> found = new ArrayList<>();
    Optional<PlacementPage> at = holding(folder, uid).or(() -> after(folder, uid));
    while (at.isPresent() && found.size() < limit) {
      PlacementPage page = withCold(at.get());
      for (int i = 0; i < page.count && found.size() < limit; i++) {
        if (page.uid(i) > uid) {
          found.add(page.placement(i));
        }
      }
      at = after(folder, page.first);
    }
    return found;
  }

  /// Returns the page to which a placement with `uid` is appended; `uid` is above all in the
  /// folder.
  PlacementPage forAppend(long folder, long uid) {
    Optional<PlacementPage> last = holding(folder, uid);
    if (last.isPresent() && last.get().count < PlacementPage.FULL) {
      return withCold(last.get());
    }
    PlacementPage page = new PlacementPage(folder, uid);
    page.hasCold = true;
    of(folder).put(uid, page);
    return page;
  }

  /// Reads the page's cold part if it is not there yet.
  PlacementPage withCold(PlacementPage page) {
    if (!page.hasCold) {
      byte[] cold =
          db.one(
                  rows -> rows.getBytes(1),
                  "SELECT cold FROM page_cold WHERE account=? AND folder=? AND first=?",
                  account,
                  page.folder,
                  page.first)
              .orElseThrow(() -> new IllegalStateException("page without its cold part"));
      PageCodec.readCold(cold, page);
    }
    return page;
  }

  /// Writes what changed.
  void flush() {
    for (NavigableMap<Long, PlacementPage> pages : known.values()) {
      pages.values().removeIf(page -> page.hotDirty && page.count == 0 && removed(page));
      pages.values().forEach(this::flush);
    }
  }

  private boolean removed(PlacementPage page) {
    if (page.stored) {
      db.run(
          "DELETE FROM page WHERE account=? AND folder=? AND first=?",
          account,
          page.folder,
          page.first);
      db.run(
          "DELETE FROM page_cold WHERE account=? AND folder=? AND first=?",
          account,
          page.folder,
          page.first);
    }
    return true;
  }

  private void flush(PlacementPage page) {
    if (page.coldDirty) {
      db.run(
          "INSERT INTO page_cold(account,folder,first,cold) VALUES(?,?,?,?)"
              + " ON CONFLICT DO UPDATE SET cold=excluded.cold",
          account,
          page.folder,
          page.first,
          PageCodec.cold(page));
    }
    if (page.hotDirty) {
      db.run(
          "INSERT INTO page(account,folder,first,modseq,hot) VALUES(?,?,?,?,?)"
              + " ON CONFLICT DO UPDATE SET modseq=excluded.modseq, hot=excluded.hot",
          account,
          page.folder,
          page.first,
          page.highestModseq(),
          PageCodec.hot(page));
    }
    page.stored = true;
    page.hotDirty = false;
    page.coldDirty = false;
  }

  /// Forgets a folder's pages: it was deleted, rows and all.
  void forget(long folder) {
    known.remove(folder);
    loaded.remove(folder);
  }
}

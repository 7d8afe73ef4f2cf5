package dev.postern.store.sqlite;

import dev.postern.mailbox.UidSet;
import java.util.HashMap;
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

  private final Db db;
  private final long account;
  private final Map<Long, NavigableMap<Long, PlacementPage>> known = new HashMap<>();

  Pages(Db db, long account) {
    this.db = db;
    this.account = account;
  }

  /// Returns the page that holds `uid` if any does.
  Optional<PlacementPage> holding(long folder, long uid) {
    Map.Entry<Long, PlacementPage> near = of(folder).floorEntry(uid);
    if (near != null && uid <= near.getValue().lastUid()) {
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
    Optional<PlacementPage> stored =
        stored(folder, COLUMNS + "AND first>? ORDER BY first LIMIT 1", first);
    if (near == null || (stored.isPresent() && stored.get().first < near.getKey())) {
      return stored;
    }
    return Optional.of(near.getValue());
  }

  private Optional<PlacementPage> stored(long folder, String sql, long uid) {
    return db.one(
        rows -> {
          long first = rows.getLong(1);
          PlacementPage page = of(folder).get(first);
          if (page == null) {
            page = new PlacementPage(folder, first);
            PageCodec.readHot(rows.getBytes(2), page);
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
  }
}

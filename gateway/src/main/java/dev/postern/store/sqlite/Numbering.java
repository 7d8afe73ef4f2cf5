package dev.postern.store.sqlite;

import dev.postern.mailbox.FolderDelta;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.Placement;
import dev.postern.mailbox.UidSet;
import dev.postern.mailbox.View;
import dev.postern.mailbox.ViewLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Reads whole folders: views, what changed since, every placement in turn.
final class Numbering {
  private final Db db;
  private final long account;

  Numbering(Db db, long account) {
    this.db = db;
    this.account = account;
  }

  View view(FolderState folder) {
    ViewLoader loader = new ViewLoader();
    db.each(
        rows -> {
          PlacementPage page = PageCodec.readHot(folder.key, 0, rows.getBytes(1));
          PageCodec.readCold(rows.getBytes(2), page);
          for (int i = 0; i < page.count; i++) {
            loader.add(
                page.uid(i),
                page.modseq[i],
                page.flags(i),
                page.keywords[i],
                page.message[i],
                page.revision[i],
                page.internalDate[i],
                page.zone[i],
                page.saveDate[i],
                page.size[i]);
          }
        },
        "SELECT p.hot, c.cold FROM page p JOIN page_cold c ON c.account=p.account"
            + " AND c.folder=p.folder AND c.first=p.first"
            + " WHERE p.account=? AND p.folder=? ORDER BY p.first",
        account,
        folder.key);
    return View.of(folder.toFolder(), loader);
  }

  FolderDelta delta(FolderState folder, long modseq) {
    List<Placement> live = new ArrayList<>();
    long[] lastOld = {
      db.number(
          "SELECT max(first) FROM page WHERE account=? AND folder=? AND modseq<=?",
          account,
          folder.key,
          modseq)
    };
    db.each(
        rows -> {
          PlacementPage page = PageCodec.readHot(folder.key, 0, rows.getBytes(1));
          PageCodec.readCold(rows.getBytes(2), page);
          for (int i = 0; i < page.count; i++) {
            if (page.modseq[i] > modseq) {
              live.add(page.placement(i));
            } else {
              lastOld[0] = Math.max(lastOld[0], page.uid(i));
            }
          }
        },
        "SELECT p.hot, c.cold FROM page p JOIN page_cold c ON c.account=p.account"
            + " AND c.folder=p.folder AND c.first=p.first"
            + " WHERE p.account=? AND p.folder=? AND p.modseq>? ORDER BY p.first",
        account,
        folder.key,
        modseq);
    boolean complete = modseq >= folder.tombs;
    FolderId id = FolderKeys.id(folder.key);
    return new FolderDelta(
        id,
        folder.modseq,
        folder.uidNext,
        live.stream().filter(placement -> placement.uid() > lastOld[0]).toList(),
        live.stream().filter(placement -> placement.uid() <= lastOld[0]).toList(),
        complete ? expunged(folder, modseq) : complement(folder),
        folder.keywords,
        complete,
        false);
  }

  private UidSet expunged(FolderState folder, long modseq) {
    List<Long> bounds = new ArrayList<>();
    db.each(
        rows -> {
          UidSet uids = TombCodec.unpack(rows.getBytes(1));
          for (int i = 0; i < uids.ranges(); i++) {
            bounds.add(uids.first(i));
            bounds.add(uids.last(i));
          }
        },
        "SELECT uids FROM tomb WHERE account=? AND folder=? AND modseq>?",
        account,
        folder.key,
        modseq);
    return UidSet.ofRanges(bounds.stream().mapToLong(Long::longValue).toArray());
  }

  /// Returns every UID that was given and does not exist.
  private UidSet complement(FolderState folder) {
    List<Long> bounds = new ArrayList<>();
    long[] next = {1};
    db.each(
        rows -> {
          PlacementPage page = PageCodec.readHot(folder.key, 0, rows.getBytes(1));
          for (int i = 0; i < page.count; i++) {
            if (page.uid(i) > next[0]) {
              bounds.add(next[0]);
              bounds.add(page.uid(i) - 1);
            }
            next[0] = page.uid(i) + 1;
          }
        },
        "SELECT hot FROM page WHERE account=? AND folder=? ORDER BY first",
        account,
        folder.key);
    if (next[0] < folder.uidNext) {
      bounds.add(next[0]);
      bounds.add(folder.uidNext - 1);
    }
    return UidSet.ofRanges(bounds.stream().mapToLong(Long::longValue).toArray());
  }

  /// Visits page after page; `between` runs after each.
  void scan(FolderState folder, Consumer<Placement> each, Runnable between) {
    long after = 0;
    while (true) {
      Optional<PlacementPage> page = pageAfter(folder.key, after);
      if (page.isEmpty()) {
        return;
      }
      for (int i = 0; i < page.get().count; i++) {
        each.accept(page.get().placement(i));
      }
      after = page.get().first;
      between.run();
    }
  }

  private Optional<PlacementPage> pageAfter(long folder, long after) {
    return db.one(
        rows -> {
          PlacementPage page = PageCodec.readHot(folder, rows.getLong(1), rows.getBytes(2));
          PageCodec.readCold(rows.getBytes(3), page);
          return page;
        },
        "SELECT p.first, p.hot, c.cold FROM page p JOIN page_cold c ON c.account=p.account"
            + " AND c.folder=p.folder AND c.first=p.first"
            + " WHERE p.account=? AND p.folder=? AND p.first>? ORDER BY p.first LIMIT 1",
        account,
        folder,
        after);
  }
}

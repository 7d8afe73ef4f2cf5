package dev.postern.store.sqlite;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The messages without a mark, newest first: two indexes are held against each other, so that
/// passing over very many marked messages reads none of them.
final class Unmarked implements Candidates.Source {
  private static final int LEAST = 64;
  private static final int MOST = 4096;

  private final Snapshot snapshot;
  private final MarkIndex marked;

  Unmarked(Snapshot snapshot, MarkIndex marked) {
    this.snapshot = snapshot;
    this.marked = marked;
  }

  @Override
  public List<MessageRow> before(Cursor start, long oldest, int limit) {
    List<Long> found = new ArrayList<>();
    Cursor at = start;
    for (int span = Math.max(LEAST, limit); found.size() < limit; span = Math.min(MOST, 2 * span)) {
      List<Cursor> newest = newest(at, oldest, span);
      if (newest.isEmpty()) {
        break;
      }
      Cursor last = newest.getLast();
      Set<Cursor> without = new HashSet<>(marked.before(at, last.received(), newest.size()));
      for (Cursor key : newest) {
        if (found.size() < limit && !without.contains(key)) {
          found.add(key.id());
        }
      }
      at = last;
    }
    return snapshot.messages.get(found);
  }

  private List<Cursor> newest(Cursor at, long oldest, int limit) {
    return snapshot.db.list(
        rows -> new Cursor(rows.getLong(1), rows.getLong(2)),
        "SELECT received,id FROM message INDEXED BY message_newest WHERE account=?"
            + " AND (received,id)<(?,?) AND received>=? ORDER BY received DESC,id DESC LIMIT ?",
        snapshot.account,
        at.received(),
        at.id(),
        oldest,
        limit);
  }
}

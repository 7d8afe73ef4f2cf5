package dev.postern.store.sqlite;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.function.Predicate;

/// Messages, newest first, of which an index tells which to pass over: passing over very many reads
/// none of them.
final class Newest implements Candidates.Source {
  private static final int LEAST = 64;
  private static final int MOST = 4096;

  private final Snapshot snapshot;
  private final Choice choice;

  private Newest(Snapshot snapshot, Choice choice) {
    this.snapshot = snapshot;
    this.choice = choice;
  }

  /// Says which of some keys are wanted.
  private interface Choice {
    /// @param at the key before the first one
    Predicate<Cursor> of(Cursor at, List<Cursor> keys);
  }

  /// Those without a mark.
  static Newest unmarked(Snapshot snapshot, MarkIndex marked) {
    return new Newest(
        snapshot,
        (at, keys) -> {
          Set<Cursor> with =
              new HashSet<>(marked.before(at, keys.getLast().received(), keys.size()));
          return key -> !with.contains(key);
        });
  }

  /// Those whose number is wanted.
  static Newest among(Snapshot snapshot, LongPredicate wanted) {
    return new Newest(snapshot, (_, _) -> key -> wanted.test(key.id()));
  }

  @Override
  public List<MessageRow> before(Cursor start, long oldest, int limit) {
    List<Long> found = new ArrayList<>();
    Cursor at = start;
    for (int span = Math.max(LEAST, limit); found.size() < limit; span = Math.min(MOST, 2 * span)) {
      List<Cursor> keys = keys(at, oldest, span);
      if (keys.isEmpty()) {
        break;
      }
      Predicate<Cursor> wanted = choice.of(at, keys);
      for (Cursor key : keys) {
        if (found.size() < limit && wanted.test(key)) {
          found.add(key.id());
        }
      }
      at = keys.getLast();
    }
    return snapshot.messages.get(found);
  }

  private List<Cursor> keys(Cursor at, long oldest, int limit) {
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

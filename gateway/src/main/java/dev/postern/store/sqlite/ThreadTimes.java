package dev.postern.store.sqlite;

import dev.postern.mailbox.MessageQuery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Says whether a thread's first and newest message were received when a query wants.
final class ThreadTimes {
  /// Threads that one statement reads.
  private static final int AT_ONCE = 64;

  private static final String SOME =
      "SELECT newest,id FROM thread WHERE account=? AND id IN (?" + ",?".repeat(AT_ONCE - 1) + ")";

  private final Snapshot snapshot;
  private final MessageQuery query;

  ThreadTimes(Snapshot snapshot, MessageQuery query) {
    this.snapshot = snapshot;
    this.query = query;
  }

  boolean match(long thread) {
    return matchNewest(thread) && query.earliest().map(at -> at == first(thread)).orElse(true);
  }

  private boolean matchNewest(long thread) {
    if (query.receivedAfter().isEmpty() && query.receivedBefore().isEmpty()) {
      return true;
    }
    long second = Math.floorDiv(newest(thread), 1000);
    return query.receivedAfter().map(after -> second > after).orElse(true)
        && query.receivedBefore().map(before -> second < before).orElse(true);
  }

  /// Returns the second of the first message.
  private long first(long thread) {
    long millis =
        snapshot.db.number(
            "SELECT received FROM message WHERE account=? AND thread=?"
                + " ORDER BY received,id LIMIT 1",
            snapshot.account,
            thread);
    return Math.floorDiv(millis, 1000);
  }

  private long newest(long thread) {
    return snapshot.db.number(
        "SELECT newest FROM thread WHERE account=? AND id=?", snapshot.account, thread);
  }

  /// Returns the places of threads in a listing: when the newest message of each was received, and
  /// its id. In any order.
  List<Cursor> newest(Collection<Long> threads) {
    List<Long> asked = List.copyOf(threads);
    List<Cursor> found = new ArrayList<>(asked.size());
    for (int from = 0; from < asked.size(); from += AT_ONCE) {
      Object[] values = new Object[1 + AT_ONCE];
      values[0] = snapshot.account;
      for (int i = 0; i < AT_ONCE; i++) {
        values[1 + i] = asked.get(Math.min(from + i, asked.size() - 1));
      }
      snapshot.db.each(
          rows -> found.add(new Cursor(rows.getLong(1), rows.getLong(2))), SOME, values);
    }
    return found;
  }
}

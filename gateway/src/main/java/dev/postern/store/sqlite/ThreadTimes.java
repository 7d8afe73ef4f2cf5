package dev.postern.store.sqlite;

import dev.postern.mailbox.MessageQuery;

/// Says whether a thread's first and newest message were received when a query wants.
final class ThreadTimes {
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

  /// Returns when the newest message was received, in milliseconds.
  long newest(long thread) {
    return snapshot.db.number(
        "SELECT newest FROM thread WHERE account=? AND id=?", snapshot.account, thread);
  }
}

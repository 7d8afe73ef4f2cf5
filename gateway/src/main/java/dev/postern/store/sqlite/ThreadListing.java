package dev.postern.store.sqlite;

import dev.postern.mailbox.MailThread;
import dev.postern.mailbox.MessageQuery;
import dev.postern.mailbox.Page;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;

/// One page of a listing of threads, the one with the newest message first.
///
/// When few messages match, their threads are gathered and sorted. When many do, threads are taken
/// in order and looked into: about as many as are shown.
final class ThreadListing {
  private static final int FEW = 5000;
  private static final int BATCH = 200;

  private final Snapshot snapshot;
  private final MessageQuery query;
  private final Cursor start;

  ThreadListing(Snapshot snapshot, MessageQuery query) {
    this.snapshot = snapshot;
    this.query = query;
    this.start = Cursor.of(query.cursor());
  }

  Page<MailThread> threads() {
    Filter filter = new Filter(snapshot, query);
    if (filter.isOpen()) {
      return page(walk(_ -> true));
    }
    Set<Long> few = new HashSet<>();
    int[] seen = {0};
    boolean all =
        new Listing(snapshot, query)
            .eachMatch(
                Cursor.START,
                row -> {
                  few.add(row.thread());
                  return ++seen[0] < FEW;
                });
    if (all) {
      return page(sorted(few));
    }
    return page(
        walk(thread -> snapshot.messages.ofThread(thread).stream().anyMatch(filter::matches)));
  }

  private List<Cursor> sorted(Set<Long> threads) {
    List<Cursor> keys = new ArrayList<>();
    for (long thread : threads) {
      Cursor key = new Cursor(newest(thread), thread);
      if (key.isAfter(start)) {
        keys.add(key);
      }
    }
    keys.sort(Comparator.comparingLong(Cursor::received).thenComparingLong(Cursor::id).reversed());
    return keys.subList(0, Math.min(keys.size(), query.limit() + 1));
  }

  private long newest(long thread) {
    return snapshot.db.number(
        "SELECT newest FROM thread WHERE account=? AND id=?", snapshot.account, thread);
  }

  private List<Cursor> walk(LongPredicate wanted) {
    List<Cursor> found = new ArrayList<>();
    Cursor at = start;
    while (found.size() <= query.limit()) {
      List<Cursor> batch =
          snapshot.db.list(
              rows -> new Cursor(rows.getLong(1), rows.getLong(2)),
              "SELECT newest,id FROM thread WHERE account=? AND (newest,id)<(?,?)"
                  + " ORDER BY newest DESC,id DESC LIMIT ?",
              snapshot.account,
              at.received(),
              at.id(),
              Math.min(BATCH, query.limit() + 1));
      if (batch.isEmpty()) {
        return found;
      }
      for (Cursor thread : batch) {
        if (found.size() <= query.limit() && wanted.test(thread.id())) {
          found.add(thread);
        }
      }
      at = batch.getLast();
    }
    return found;
  }

  private Page<MailThread> page(List<Cursor> found) {
    boolean more = found.size() > query.limit();
    List<Cursor> shown = more ? found.subList(0, query.limit()) : found;
    return new Page<>(
        shown.stream().map(key -> snapshot.threadOf(key.id())).toList(),
        more ? Optional.of(shown.getLast().token()) : Optional.empty());
  }
}

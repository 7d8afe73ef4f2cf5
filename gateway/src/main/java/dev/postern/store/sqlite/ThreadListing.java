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
/// in order and looked into: about as many as are shown. Which it is shows on the way: first a few
/// messages are looked for, then a few threads are looked into, then more messages are looked for.
final class ThreadListing {
  private static final int SOME = 300;
  private static final int FEW = 20_000;
  private static final int BATCH = 200;

  private final Snapshot snapshot;
  private final MessageQuery query;
  private final ThreadTimes times;
  private final long listing;
  private final Cursor start;
  private final long oldest;

  ThreadListing(Snapshot snapshot, MessageQuery query) {
    this.snapshot = snapshot;
    this.query = query;
    this.times = new ThreadTimes(snapshot, query);
    this.listing = Cursor.listing(snapshot.account, "threads", query);
    this.start = Candidates.before(query, Cursor.of(query.cursor(), listing));
    this.oldest =
        query.receivedAfter().map(after -> Candidates.millis(after) + 1000).orElse(Long.MIN_VALUE);
  }

  Page<MailThread> threads() {
    MessageQuery filters = query.atAnyTime();
    if (query.earliest().isPresent()) {
      return page(sorted(begunAt(query.earliest().get()), filters));
    }
    Filter filter = new Filter(snapshot, filters);
    if (filter.isOpen()) {
      return page(walk(_ -> true, Long.MAX_VALUE).found());
    }
    LongPredicate matches =
        thread -> snapshot.messages.ofThread(thread).stream().anyMatch(filter::matches);
    Optional<Set<Long>> some = gather(filters, SOME);
    if (some.isPresent()) {
      return page(sorted(some.get(), MessageQuery.all(1)));
    }
    Walked walked = walk(matches, SOME);
    if (walked.ended()) {
      return page(walked.found());
    }
    Optional<Set<Long>> few = gather(filters, FEW);
    return page(
        few.isPresent()
            ? sorted(few.get(), MessageQuery.all(1))
            : walk(matches, Long.MAX_VALUE).found());
  }

  /// Returns the threads of all messages that match, if they are not more than `most`. What is
  /// newer than the position in the listing belongs to threads before it.
  private Optional<Set<Long>> gather(MessageQuery filters, int most) {
    Set<Long> threads = new HashSet<>();
    int[] seen = {0};
    boolean all =
        new Listing(snapshot, filters)
            .eachMatch(
                new Cursor(start.received(), Long.MAX_VALUE),
                row -> {
                  threads.add(row.thread());
                  return ++seen[0] < most;
                });
    return all ? Optional.of(threads) : Optional.empty();
  }

  private Set<Long> begunAt(long second) {
    long from = Candidates.millis(second);
    return new HashSet<>(
        snapshot.db.list(
            rows -> rows.getLong(1),
            "SELECT thread FROM message INDEXED BY message_newest WHERE account=?"
                + " AND received BETWEEN ? AND ?",
            snapshot.account,
            from,
            from + 999));
  }

  /// Returns the threads after the position, in order.
  ///
  /// @param filters what one of a thread's messages must match
  private List<Cursor> sorted(Set<Long> threads, MessageQuery filters) {
    Filter filter = new Filter(snapshot, filters);
    List<Cursor> keys = new ArrayList<>();
    for (Cursor key : times.newest(threads)) {
      long thread = key.id();
      boolean wanted =
          key.isAfter(start)
              && times.match(thread)
              && (filter.isOpen()
                  || snapshot.messages.ofThread(thread).stream().anyMatch(filter::matches));
      if (wanted) {
        keys.add(key);
      }
    }
    keys.sort(Comparator.comparingLong(Cursor::received).thenComparingLong(Cursor::id).reversed());
    return keys.subList(0, Math.min(keys.size(), query.limit() + 1));
  }

  /// What was found on a walk, and whether that is all there is to find for this page.
  private record Walked(List<Cursor> found, boolean ended) {}

  /// Looks into threads in order until the page is full.
  ///
  /// @param most threads to look into
  private Walked walk(LongPredicate wanted, long most) {
    List<Cursor> found = new ArrayList<>();
    Cursor at = start;
    long left = most;
    while (found.size() <= query.limit()) {
      if (left <= 0) {
        return new Walked(found, false);
      }
      List<Cursor> batch = after(at);
      if (batch.isEmpty()) {
        break;
      }
      for (Cursor thread : batch) {
        if (found.size() <= query.limit() && wanted.test(thread.id())) {
          found.add(thread);
        }
      }
      left -= batch.size();
      at = batch.getLast();
    }
    return new Walked(found, true);
  }

  private List<Cursor> after(Cursor at) {
    return snapshot.db.list(
        rows -> new Cursor(rows.getLong(1), rows.getLong(2)),
        "SELECT newest,id FROM thread WHERE account=? AND (newest,id)<(?,?) AND newest>=?"
            + " ORDER BY newest DESC,id DESC LIMIT ?",
        snapshot.account,
        at.received(),
        at.id(),
        oldest,
        Math.min(BATCH, query.limit() + 1));
  }

  private Page<MailThread> page(List<Cursor> found) {
    boolean more = found.size() > query.limit();
    List<Cursor> shown = more ? found.subList(0, query.limit()) : found;
    return new Page<>(
        shown.stream().map(key -> snapshot.threadOf(key.id())).toList(),
        more ? Optional.of(shown.getLast().token(listing)) : Optional.empty());
  }
}

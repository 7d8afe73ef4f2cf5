package dev.postern.store.sqlite;

import dev.postern.store.sqlite.Candidates.Source;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;

/// The messages whose subject may have some words, named by the text index. What the index has not
/// seen yet may have them all.
final class BySubject {
  /// Messages that are gathered and sorted; of more than these the newest are found by their dates.
  private static final int FEW = 2000;

  /// Bodies that the index may be behind.
  private static final long LITTLE = 25_000;

  private final Snapshot snapshot;

  /// Their numbers, ascending.
  private final long[] messages;

  private BySubject(Snapshot snapshot, long[] messages) {
    this.snapshot = snapshot;
    this.messages = messages;
  }

  /// Asks the index.
  ///
  /// @return empty if it cannot tell, or is far behind
  static Optional<BySubject> of(Snapshot snapshot, Set<String> words) {
    LongStream.Builder found = LongStream.builder();
    OptionalLong seen = snapshot.subjects.each(snapshot.account, words, found);
    boolean near =
        seen.isPresent()
            && snapshot.db.number("SELECT max(id) FROM blob") - seen.getAsLong() <= LITTLE;
    if (!near) {
      return Optional.empty();
    }
    snapshot.db.each(
        rows -> found.accept(rows.getLong(1)),
        "SELECT m.id FROM blob b CROSS JOIN message m INDEXED BY message_blob"
            + " ON m.blob=b.id AND m.account=b.account WHERE b.id>? AND b.account=?",
        seen.getAsLong(),
        snapshot.account);
    return Optional.of(new BySubject(snapshot, found.build().sorted().distinct().toArray()));
  }

  boolean areFew() {
    return messages.length <= FEW;
  }

  Source source() {
    return areFew()
        ? sorted()
        : Newest.among(snapshot, id -> Arrays.binarySearch(messages, id) >= 0);
  }

  private Source sorted() {
    List<MessageRow> rows =
        snapshot.messages.get(Arrays.stream(messages).boxed().toList()).stream()
            .sorted(
                Comparator.comparingLong(MessageRow::received)
                    .thenComparingLong(MessageRow::id)
                    .reversed())
            .toList();
    return (at, oldest, limit) ->
        rows.stream()
            .filter(row -> row.received() >= oldest)
            .dropWhile(row -> !new Cursor(row.received(), row.id()).isAfter(at))
            .limit(limit)
            .toList();
  }
}

package dev.postern.store.sqlite;

import dev.postern.mailbox.MailThread;
import dev.postern.mailbox.MessageQuery;
import dev.postern.mailbox.Page;
import dev.postern.mailbox.Ranking;
import dev.postern.mailbox.StoredMessage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/// One page of a search by words, best first. The position in it is a score and a message.
final class RankedListing {
  private final Snapshot snapshot;
  private final MessageQuery query;
  private final Ranking ranking;
  private final Cursor start;

  RankedListing(Snapshot snapshot, MessageQuery query, Ranking ranking) {
    this.snapshot = snapshot;
    this.query = query;
    this.ranking = ranking;
    this.start = Cursor.of(query.cursor());
  }

  private record Found(Cursor at, MessageRow row) {}

  Page<StoredMessage> messages() {
    List<Found> found = find((at, _) -> at.isAfter(start));
    return new Page<>(
        shown(found).stream().map(each -> snapshot.stored(each.row())).toList(), next(found));
  }

  /// A thread stands where its best message stands.
  Page<MailThread> threads() {
    Set<Long> seen = new HashSet<>();
    List<Found> found = find((at, row) -> seen.add(row.thread()) && at.isAfter(start));
    return new Page<>(
        shown(found).stream().map(each -> snapshot.threadOf(each.row().thread())).toList(),
        next(found));
  }

  /// Returns what matches, one more than is shown if there is more.
  private List<Found> find(BiPredicate<Cursor, MessageRow> wanted) {
    Filter filter = new Filter(snapshot, query);
    List<Found> found = new ArrayList<>();
    for (Ranking.Hit hit : ranking.hits()) {
      Optional<MessageRow> row = snapshot.messages.get(hit.message().value());
      Cursor at = new Cursor(hit.score(), hit.message().value());
      boolean matches =
          row.isPresent()
              && row.get().revision() == hit.revision()
              && filter.matches(row.get())
              && wanted.test(at, row.get());
      if (matches) {
        found.add(new Found(at, row.get()));
        if (found.size() > query.limit()) {
          break;
        }
      }
    }
    return found;
  }

  private List<Found> shown(List<Found> found) {
    return found.subList(0, Math.min(found.size(), query.limit()));
  }

  private Optional<String> next(List<Found> found) {
    return found.size() > query.limit()
        ? Optional.of(shown(found).getLast().at().token())
        : Optional.empty();
  }
}

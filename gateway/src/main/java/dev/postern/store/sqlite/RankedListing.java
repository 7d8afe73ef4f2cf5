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

  RankedListing(Snapshot snapshot, MessageQuery query, Ranking ranking) {
    this.snapshot = snapshot;
    this.query = query;
    this.ranking = ranking;
  }

  private record Found(Cursor at, MessageRow row) {}

  Page<StoredMessage> messages() {
    long listing = Cursor.listing(snapshot.account, "messages " + ranking.words(), query);
    Cursor start = Cursor.of(query.cursor(), listing);
    List<Ranking.Hit> rest =
        ranking.hits().stream().dropWhile(hit -> !at(hit).isAfter(start)).toList();
    List<Found> found = find(rest, query, (_, _) -> true);
    return new Page<>(
        shown(found).stream().map(each -> snapshot.stored(each.row())).toList(),
        next(found, listing));
  }

  /// A thread stands where its best message stands.
  Page<MailThread> threads() {
    long listing = Cursor.listing(snapshot.account, "threads " + ranking.words(), query);
    Cursor start = Cursor.of(query.cursor(), listing);
    ThreadTimes times = new ThreadTimes(snapshot, query);
    Set<Long> seen = new HashSet<>();
    List<Found> found =
        find(
            ranking.hits(),
            query.atAnyTime(),
            (at, row) -> seen.add(row.thread()) && at.isAfter(start) && times.match(row.thread()));
    return new Page<>(
        shown(found).stream().map(each -> snapshot.threadOf(each.row().thread())).toList(),
        next(found, listing));
  }

  private static Cursor at(Ranking.Hit hit) {
    return new Cursor(hit.score(), hit.message().value());
  }

  /// Returns what matches, one more than is shown if there is more.
  private List<Found> find(
      List<Ranking.Hit> hits, MessageQuery filters, BiPredicate<Cursor, MessageRow> wanted) {
    Filter filter = new Filter(snapshot, filters);
    List<Found> found = new ArrayList<>();
    for (Ranking.Hit hit : hits) {
      Optional<MessageRow> row = snapshot.messages.get(hit.message().value());
      Cursor at = at(hit);
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

  private Optional<String> next(List<Found> found, long listing) {
    return found.size() > query.limit()
        ? Optional.of(shown(found).getLast().at().token(listing))
        : Optional.empty();
  }
}

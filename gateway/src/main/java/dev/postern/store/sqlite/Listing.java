package dev.postern.store.sqlite;

import dev.postern.mailbox.MessageQuery;
import dev.postern.mailbox.Page;
import dev.postern.mailbox.StoredMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// One page of a listing of messages, newest first.
final class Listing {
  private final Snapshot snapshot;
  private final MessageQuery query;

  Listing(Snapshot snapshot, MessageQuery query) {
    this.snapshot = snapshot;
    this.query = query;
  }

  Page<StoredMessage> messages() {
    long listing = Cursor.listing(snapshot.account, "messages", query);
    List<MessageRow> matching = new ArrayList<>();
    eachMatch(
        Cursor.of(query.cursor(), listing),
        row -> {
          matching.add(row);
          return matching.size() <= query.limit();
        });
    boolean more = matching.size() > query.limit();
    List<MessageRow> shown = more ? matching.subList(0, query.limit()) : matching;
    Optional<String> next = Optional.empty();
    if (more) {
      MessageRow last = shown.getLast();
      next = Optional.of(new Cursor(last.received(), last.id()).token(listing));
    }
    return new Page<>(shown.stream().map(snapshot::stored).toList(), next);
  }

  /// Visits matching messages, newest first, until `visit` answers false.
  ///
  /// @return whether all were visited
  boolean eachMatch(Cursor start, Predicate<MessageRow> visit) {
    Candidates candidates = new Candidates(snapshot, query, start);
    Filter filter = new Filter(snapshot, query, candidates.known());
    for (List<MessageRow> batch = candidates.next(); !batch.isEmpty(); batch = candidates.next()) {
      filter = filter.trusts(candidates.known()) ? filter : new Filter(snapshot, query);
      for (MessageRow row : batch) {
        if (filter.matches(row) && !visit.test(row)) {
          return false;
        }
      }
    }
    return true;
  }
}

package dev.postern.api;

import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.LogEntry;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.MessageQuery;
import dev.postern.mailbox.Page;
import dev.postern.mailbox.Ranking;
import dev.postern.mailbox.StoredMessage;
import dev.postern.mailbox.WordQuery;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// The messages that arrived in an account and match a query: found in its log, so that only what
/// is new is looked at.
final class Arrivals {
  /// The most messages that are compared with the query at once.
  private static final int SLICE = 500;

  private static final WordQuery ALL = new WordQuery.All(List.of());

  private final MailStore mail;
  private final AccountId account;
  private final MessageQuery query;
  private final Optional<WordQuery> words;

  Arrivals(MailStore mail, AccountId account, MessageQuery query, Optional<WordQuery> words) {
    this.mail = mail;
    this.account = account;
    this.query = query;
    this.words = words;
  }

  /// A message, and the position of who has been told of it.
  record Arrival(Position at, StoredMessage message) {}

  /// What was found.
  ///
  /// @param arrivals in the order in which they came, at most as many as the query's limit
  /// @param end how far the log was read
  /// @param more whether there may be more behind it
  record Found(List<Arrival> arrivals, Position end, boolean more) {}

  /// Looks through a part of the log.
  ///
  /// @return empty if the log does not reach back to the position any more
  Optional<Found> behind(Position from) {
    return LogWindow.behind(mail, account, from, 0).map(window -> found(from, window));
  }

  private Found found(Position from, LogWindow window) {
    Map<MessageId, Position> created = created(from, window.entries());
    List<Arrival> arrivals = new ArrayList<>();
    List<MessageId> slice = new ArrayList<>();
    for (MessageId id : created.keySet()) {
      slice.add(id);
      if (slice.size() == SLICE) {
        arrivals.addAll(matching(slice, created));
        slice.clear();
      }
      if (arrivals.size() > query.limit()) {
        break;
      }
    }
    arrivals.addAll(matching(slice, created));
    if (arrivals.size() > query.limit()) {
      List<Arrival> shown = arrivals.subList(0, query.limit());
      return new Found(shown, shown.getLast().at(), true);
    }
    return new Found(arrivals, window.end(), window.more());
  }

  // A message that came, went and came again counts once.
  private static Map<MessageId, Position> created(Position from, List<LogEntry> entries) {
    Map<MessageId, Position> created = new LinkedHashMap<>();
    long seq = -1;
    int item = 0;
    for (LogEntry entry : entries) {
      item = entry.seq() == seq ? item + 1 : 0;
      seq = entry.seq();
      Position at = Position.of(seq, item);
      if (entry.change() instanceof LogEntry.MessageCreated message
          && !message.quiet()
          && at.isAfter(from)) {
        created.putIfAbsent(message.message(), at);
      }
    }
    return created;
  }

  private List<Arrival> matching(List<MessageId> ids, Map<MessageId, Position> positions) {
    if (ids.isEmpty()) {
      return List.of();
    }
    Optional<Set<MessageId>> ranked =
        words.map(wanted -> {
          Set<MessageId> hits = new HashSet<>();
          mail.texts().rank(account, wanted).hits().forEach(hit -> hits.add(hit.message()));
          return hits;
        });
    List<MessageId> asked =
        ids.stream().filter(id -> ranked.map(hits -> hits.contains(id)).orElse(true)).toList();
    List<Arrival> arrivals = new ArrayList<>();
    for (StoredMessage message : mail.read(account, read -> matching(read, asked))) {
      Position at = positions.get(message.id());
      if (at != null) {
        arrivals.add(new Arrival(at, message));
      }
    }
    return arrivals;
  }

  private List<StoredMessage> matching(MailRead read, List<MessageId> ids) {
    List<Ranking.Hit> hits =
        read.messages(ids).stream()
            .map(message -> new Ranking.Hit(message.id(), message.revision(), 0))
            .toList();
    return read.find(query.page(SLICE, Optional.empty()), new Ranking(ALL, hits)).items();
  }

  /// Returns a page of what was there when the log stood at a position, as a listing shows it.
  ///
  /// @param page cursor of the page
  /// @return empty if the log does not reach back to the position any more
  Optional<Page<StoredMessage>> before(
      Position position,
      Function<MessageQuery, Page<StoredMessage>> listing,
      Optional<String> page) {
    Page<StoredMessage> found = listing.apply(query.page(query.limit(), page));
    Set<MessageId> since = new HashSet<>();
    Position from = position;
    boolean more = true;
    while (more) {
      Optional<LogWindow> window = LogWindow.behind(mail, account, from, 0);
      if (window.isEmpty()) {
        return Optional.empty();
      }
      since.addAll(created(from, window.get().entries()).keySet());
      from = window.get().end();
      more = window.get().more();
    }
    List<StoredMessage> before =
        found.items().stream().filter(message -> !since.contains(message.id())).toList();
    return Optional.of(new Page<>(before, found.next()));
  }
}

package dev.postern.store.sqlite;

import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MessageQuery;
import dev.postern.store.sqlite.Filter.Known;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The messages that may match a query, newest first, from the index that promises the fewest. What
/// a page costs depends on how many of them do not match, not on how many messages there are.
final class Candidates {
  private static final int MOST = 1000;
  private static final int FEW = 2000;

  /// Messages that are looked at before the text index is asked where a subject is.
  private static final int SOME = 300;

  /// Seconds beyond which a date in milliseconds is not a number of 64 bits.
  private static final long LAST_SECOND = Long.MAX_VALUE / 1000 - 1;

  private final Snapshot snapshot;
  private final MessageQuery query;
  private final long oldest;
  private Merge merge;
  private int batch;
  private int given;
  private boolean asked;
  private Known known = Known.NOTHING;

  Candidates(Snapshot snapshot, MessageQuery query, Cursor start) {
    this.snapshot = snapshot;
    this.query = query;
    this.batch = Math.min(MOST, query.limit() + 1);
    List<Source> sources = sources();
    this.oldest = query.receivedAfter().map(after -> millis(after) + 1000).orElse(Long.MIN_VALUE);
    this.merge = new Merge(sources, before(query, start), oldest);
  }

  /// Returns the later of `start` and the upper bound of time.
  static Cursor before(MessageQuery query, Cursor start) {
    Optional<Cursor> bound =
        query.receivedBefore().map(before -> new Cursor(millis(before), Long.MIN_VALUE));
    return bound.filter(cursor -> cursor.isAfter(start)).orElse(start);
  }

  static long millis(long second) {
    return Math.min(second, LAST_SECOND) * 1000;
  }

  /// Returns what needs not be asked any more of the candidates given last.
  Known known() {
    return known;
  }

  /// Returns the next candidates, each once; empty at the end.
  List<MessageRow> next() {
    if (given >= SOME && !asked && query.subject().isPresent()) {
      asked = true;
      askForSubject();
    }
    List<MessageRow> found = merge.next(batch);
    batch = Math.min(MOST, 2 * batch);
    given += found.size();
    return found;
  }

  /// Goes on with the messages that have the subject, if the index promises fewer of them.
  private void askForSubject() {
    Optional<BySubject> named = BySubject.of(snapshot, Filter.words(query));
    if (named.isPresent() && (named.get().areFew() || isPlain())) {
      merge = new Merge(List.of(named.get().source()), merge.last(), oldest);
      known = Known.NOTHING;
    }
  }

  /// Says whether no index but that of all messages serves the query.
  private boolean isPlain() {
    return known == Known.NOTHING
        && folders().isEmpty()
        && query.thread().isEmpty()
        && query.metadata().isEmpty()
        && query.hasAttachment().isEmpty();
  }

  private List<Source> sources() {
    if (query.subject().isPresent() && Filter.words(query).isEmpty()) {
      return List.of();
    }
    List<Long> folders = folders();
    boolean unread = query.unread().orElse(false);
    if (unread && !folders.isEmpty() && sum("unread", folders) == 0) {
      return List.of();
    }
    if (query.thread().isPresent()) {
      return List.of(thread(snapshot.messages.thread(query.thread().get().value())));
    }
    List<Source> addressed = addressed();
    if (!addressed.isEmpty()) {
      return addressed;
    }
    if (!query.metadata().isEmpty()) {
      return List.of(paired(query.metadata()));
    }
    if (query.starred().orElse(false)) {
      known = Known.STARRED;
      return List.of(marked(snapshot.starred));
    }
    long most = folders.isEmpty() ? Long.MAX_VALUE : sum("present", folders);
    if (unread && snapshot.folders.unseen() < most) {
      known = Known.UNREAD;
      return List.of(marked(snapshot.unread));
    }
    if (query.hasAttachment().orElse(false) && most > FEW) {
      return List.of(newest("message_attached", "AND m.attachment=1 "));
    }
    return folders.isEmpty() ? List.of(all()) : folders.stream().map(this::filed).toList();
  }

  private List<Long> folders() {
    if (query.drafts().orElse(false)) {
      return List.of(FolderKeys.DRAFTS);
    }
    return query.folders().stream().map(Candidates::key).distinct().toList();
  }

  private static Long key(FolderId folder) {
    return FolderKeys.of(folder);
  }

  private long sum(String column, List<Long> folders) {
    long sum = 0;
    for (long folder : folders) {
      sum +=
          snapshot.db.number(
              "SELECT " + column + " FROM folder WHERE account=? AND folder=?",
              snapshot.account,
              folder);
    }
    return sum;
  }

  private List<Source> addressed() {
    List<Source> found = standing(query.from(), Known.FROM, IndexRows.FROM);
    if (found.isEmpty()) {
      found = standing(query.bcc(), Known.BCC, IndexRows.BCC);
    }
    if (found.isEmpty()) {
      found = standing(query.cc(), Known.CC, IndexRows.CC);
    }
    if (found.isEmpty()) {
      found = standing(query.to(), Known.TO, IndexRows.TO);
    }
    return found.isEmpty()
        ? standing(
            query.anyEmail(),
            Known.ANY_EMAIL,
            IndexRows.FROM,
            IndexRows.TO,
            IndexRows.CC,
            IndexRows.BCC)
        : found;
  }

  private List<Source> standing(List<String> addresses, Known field, int... roles) {
    List<Source> found = new ArrayList<>();
    for (String address : addresses) {
      for (int role : roles) {
        found.add(standing(address, role));
      }
      known = field;
    }
    return found;
  }

  private Source standing(String address, int role) {
    return joined("address", "x.address=? AND x.role=?", address.toLowerCase(Locale.ROOT), role);
  }

  private Source paired(Map<String, String> metadata) {
    return joined("pair", "x.pair=?", IndexRows.pairs(metadata).iterator().next());
  }

  private Source filed(long folder) {
    return joined("filed", "x.folder=?", folder);
  }

  /// Reads messages by an index that has a row for each.
  private Source joined(String table, String condition, Object... values) {
    String sql =
        "SELECT "
            + Messages.COLUMNS
            + " FROM "
            + table
            + " x CROSS JOIN message m ON m.account=x.account AND m.id=x.message"
            + " WHERE x.account=? AND "
            + condition
            + " AND (x.received,x.message)<(?,?) AND x.received>=?"
            + " ORDER BY x.received DESC,x.message DESC LIMIT ?";
    return source(sql, values);
  }

  private Source thread(long thread) {
    return source(
        "SELECT "
            + Messages.COLUMNS
            + " FROM message m INDEXED BY message_thread WHERE m.account=? AND m.thread=?"
            + " AND (m.received,m.id)<(?,?) AND m.received>=?"
            + " ORDER BY m.received DESC,m.id DESC LIMIT ?",
        thread);
  }

  private Source newest(String index, String condition) {
    return source(
        "SELECT "
            + Messages.COLUMNS
            + " FROM message m INDEXED BY "
            + index
            + " WHERE m.account=? "
            + condition
            + "AND (m.received,m.id)<(?,?) AND m.received>=?"
            + " ORDER BY m.received DESC,m.id DESC LIMIT ?");
  }

  private Source all() {
    if (query.unread().isPresent()) {
      known = Known.UNREAD;
      return Newest.unmarked(snapshot, snapshot.unread);
    }
    if (query.starred().isPresent()) {
      known = Known.STARRED;
      return Newest.unmarked(snapshot, snapshot.starred);
    }
    return newest("message_newest", "");
  }

  private Source source(String sql, Object... values) {
    return (at, oldest, limit) -> {
      Object[] all = new Object[values.length + 5];
      all[0] = snapshot.account;
      System.arraycopy(values, 0, all, 1, values.length);
      all[values.length + 1] = at.received();
      all[values.length + 2] = at.id();
      all[values.length + 3] = oldest;
      all[values.length + 4] = limit;
      return snapshot.db.list(snapshot.messages::present, sql, all);
    };
  }

  private Source marked(MarkIndex index) {
    return (at, oldest, limit) ->
        snapshot.messages.get(index.before(at, oldest, limit).stream().map(Cursor::id).toList());
  }

  /// Some messages in the order of listings.
  interface Source {
    /// Returns the next after `at`; fewer than `limit` only at the end.
    ///
    /// @param oldest the earliest date, milliseconds
    List<MessageRow> before(Cursor at, long oldest, int limit);
  }
}

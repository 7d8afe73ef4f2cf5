package dev.postern.store.sqlite;

import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MessageQuery;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The messages that may match a query, newest first, from the index that promises the fewest.
final class Candidates {
  private static final int MOST = 1000;

  private final Snapshot snapshot;
  private final Optional<MarkIndex> marked;
  private final String sql;
  private final List<Object> values = new ArrayList<>();
  private final long oldest;
  private Cursor at;
  private int batch;

  Candidates(Snapshot snapshot, MessageQuery query, Cursor start) {
    this.snapshot = snapshot;
    this.oldest = query.receivedAfter().map(after -> (after + 1) * 1000).orElse(Long.MIN_VALUE);
    this.batch = Math.min(MOST, query.limit() + 1);
    values.add(snapshot.account);
    this.marked = marked(query);
    String source = source(query);
    String id = source.startsWith("message") ? "id" : "message";
    this.sql =
        "SELECT received,"
            + id
            + " FROM "
            + source
            + " AND (received,"
            + id
            + ")<(?,?) AND received>=? ORDER BY received DESC,"
            + id
            + " DESC LIMIT ?";
    long newest = query.receivedBefore().map(before -> before * 1000).orElse(Long.MAX_VALUE);
    Cursor bound = new Cursor(newest, Long.MIN_VALUE);
    this.at = newest != Long.MAX_VALUE && bound.isAfter(start) ? bound : start;
  }

  /// Returns the index of marks that promises fewer messages than any other.
  private Optional<MarkIndex> marked(MessageQuery query) {
    boolean narrower =
        query.thread().isPresent()
            || !(query.from().isEmpty()
                && query.to().isEmpty()
                && query.cc().isEmpty()
                && query.bcc().isEmpty()
                && query.anyEmail().isEmpty());
    if (narrower) {
      return Optional.empty();
    }
    if (query.starred().orElse(false)) {
      return Optional.of(snapshot.starred);
    }
    List<Long> folders = folders(query);
    boolean fewer = folders.isEmpty() || isUnreadShorter(folders);
    return query.unread().orElse(false) && fewer ? Optional.of(snapshot.unread) : Optional.empty();
  }

  private String source(MessageQuery query) {
    if (query.thread().isPresent()) {
      values.add(snapshot.messages.thread(query.thread().get().value()));
      return "message INDEXED BY message_thread WHERE account=? AND thread=?";
    }
    for (List<String> addresses :
        List.of(query.from(), query.to(), query.cc(), query.bcc(), query.anyEmail())) {
      if (!addresses.isEmpty()) {
        addresses.forEach(address -> values.add(address.toLowerCase(Locale.ROOT)));
        return "address WHERE account=? AND address IN (" + marks(addresses.size()) + ")";
      }
    }
    List<Long> folders = folders(query);
    if (!folders.isEmpty()) {
      values.addAll(folders);
      return "filed WHERE account=? AND folder IN (" + marks(folders.size()) + ")";
    }
    return "message INDEXED BY message_newest WHERE account=?";
  }

  private static List<Long> folders(MessageQuery query) {
    if (query.drafts().orElse(false)) {
      return List.of(FolderKeys.DRAFTS);
    }
    return query.folders().stream().map(Candidates::key).distinct().toList();
  }

  private static Long key(FolderId folder) {
    return FolderKeys.of(folder);
  }

  private boolean isUnreadShorter(List<Long> folders) {
    long unseen =
        snapshot.db.number("SELECT sum(unseen) FROM folder WHERE account=?", snapshot.account);
    long present = 0;
    for (long folder : folders) {
      present +=
          snapshot.db.number(
              "SELECT present FROM folder WHERE account=? AND folder=?", snapshot.account, folder);
    }
    return unseen < present;
  }

  private static String marks(int count) {
    return String.join(",", Collections.nCopies(count, "?"));
  }

  /// Returns the next candidates, each once; empty at the end.
  List<Cursor> next() {
    List<Cursor> found = new ArrayList<>();
    Optional<Cursor> last = Optional.empty();
    for (Cursor each : marked.map(this::older).orElseGet(this::older)) {
      if (last.isEmpty() || !last.get().equals(each)) {
        found.add(each);
        last = Optional.of(each);
      }
    }
    last.ifPresent(key -> at = key);
    batch = Math.min(MOST, 2 * batch);
    return found;
  }

  private List<Cursor> older(MarkIndex index) {
    return index.before(at, oldest, batch);
  }

  private List<Cursor> older() {
    List<@Nullable Object> all = new ArrayList<>(values);
    Collections.addAll(all, at.received(), at.id(), oldest, batch);
    return snapshot.db.list(
        rows -> new Cursor(rows.getLong(1), rows.getLong(2)), sql, all.toArray());
  }
}

package dev.postern.store.sqlite;

import dev.postern.store.sqlite.Candidates.Source;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// Several sources of messages as one, in the order of listings, each message once. Of each source
/// about as many are read as its share of the result.
final class Merge {
  private static final int LEAST = 4;
  private static final int MOST = 1000;

  private final List<Stream> streams;
  private final long oldest;
  private Cursor last;

  Merge(List<Source> sources, Cursor start, long oldest) {
    this.streams = sources.stream().map(source -> new Stream(source, start)).toList();
    this.oldest = oldest;
    this.last = start;
  }

  /// Returns the key of the message given last; where it started if there is none.
  Cursor last() {
    return last;
  }

  /// Returns the next messages; empty at the end.
  List<MessageRow> next(int limit) {
    List<MessageRow> found = new ArrayList<>(limit);
    int share = streams.size() > 1 ? Math.max(LEAST, 2 * limit / streams.size()) : limit;
    while (found.size() < limit) {
      Optional<Stream> next = newest(share);
      if (next.isEmpty()) {
        break;
      }
      MessageRow row = next.get().ahead.removeFirst();
      Cursor key = Stream.key(row);
      if (!key.equals(last)) {
        found.add(row);
        last = key;
      }
    }
    return found;
  }

  private Optional<Stream> newest(int share) {
    Optional<Stream> best = Optional.empty();
    for (Stream stream : streams) {
      stream.fill(share);
      if (!stream.ahead.isEmpty() && (best.isEmpty() || best.get().head().isAfter(stream.head()))) {
        best = Optional.of(stream);
      }
    }
    return best;
  }

  private final class Stream {
    private final Source source;
    private final Deque<MessageRow> ahead = new ArrayDeque<>();
    private Cursor at;
    private boolean ended;

    Stream(Source source, Cursor start) {
      this.source = source;
      this.at = start;
    }

    void fill(int share) {
      if (!ahead.isEmpty() || ended) {
        return;
      }
      int limit = Math.min(MOST, share);
      List<MessageRow> rows = source.before(at, oldest, limit);
      ahead.addAll(rows);
      ended = rows.size() < limit;
      if (!rows.isEmpty()) {
        at = key(rows.getLast());
      }
    }

    Cursor head() {
      return key(ahead.getFirst());
    }

    private static Cursor key(MessageRow row) {
      return new Cursor(row.received(), row.id());
    }
  }
}

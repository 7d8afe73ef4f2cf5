package dev.postern.store.sqlite;

import dev.postern.mail.Wire;
import dev.postern.mail.WireCodec;
import dev.postern.mailbox.MailRead.ContentKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the ready wire forms of many contents: those that nobody asked for lately in one
/// statement, if their messages stand side by side as those of a folder mostly do.
final class Wires {
  private static final int FEW = 4;

  /// Rows passed over for each one wanted, at most.
  private static final int SPARSE = 4;

  private final Snapshot snapshot;
  private final Map<ContentCache.Key, Wire> read = new HashMap<>();

  Wires(Snapshot snapshot) {
    this.snapshot = snapshot;
  }

  List<Optional<Wire>> of(List<ContentKey> contents) {
    List<Optional<Wire>> found = new ArrayList<>(contents.size());
    long first = Long.MAX_VALUE;
    long last = 0;
    int missing = 0;
    for (ContentKey content : contents) {
      Optional<Wire> kept = snapshot.cache.wire(key(content));
      if (kept.isEmpty()) {
        missing++;
        first = Math.min(first, content.message().value());
        last = Math.max(last, content.message().value());
      }
      found.add(kept);
    }
    if (missing > FEW && last - first < (long) SPARSE * missing) {
      readBetween(first, last);
    }
    for (int i = 0; missing > 0 && i < found.size(); i++) {
      if (found.get(i).isEmpty()) {
        found.set(i, one(contents.get(i)));
      }
    }
    return found;
  }

  private ContentCache.Key key(ContentKey content) {
    return new ContentCache.Key(snapshot.account, content.message().value(), content.revision());
  }

  private void readBetween(long first, long last) {
    snapshot.db.each(
        rows ->
            read.put(
                new ContentCache.Key(snapshot.account, rows.getLong(1), rows.getInt(2)),
                WireCodec.decode(rows.getBytes(3))),
        "SELECT m.id,m.revision,c.wire FROM message m JOIN content c ON c.id=m.blob"
            + " WHERE m.account=? AND m.id BETWEEN ? AND ?",
        snapshot.account,
        first,
        last);
  }

  private Optional<Wire> one(ContentKey content) {
    ContentCache.Key key = key(content);
    Optional<Wire> wire =
        Optional.ofNullable(read.get(key))
            .or(() -> snapshot.messages.wire(content.message().value(), content.revision()));
    if (snapshot.isCommitted()) {
      wire.ifPresent(known -> snapshot.cache.keep(key, known));
    }
    return wire;
  }
}

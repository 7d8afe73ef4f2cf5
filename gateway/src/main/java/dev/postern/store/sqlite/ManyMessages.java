package dev.postern.store.sqlite;

import dev.postern.mail.DigestCodec;
import dev.postern.mail.Heading;
import dev.postern.mailbox.MailRead.ContentKey;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.ThreadId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.LongStream;

/// Reads what SORT and THREAD ask of many messages at once: those whose ids are near each other, as
/// those of a folder mostly are, in one statement.
final class ManyMessages {
  /// Ids passed over between two that are wanted, at most.
  private static final int GAP = 8;

  private final Db db;
  private final long account;

  ManyMessages(Db db, long account) {
    this.db = db;
    this.account = account;
  }

  private interface Run {
    void between(long first, long last);
  }

  private static void runs(LongStream ids, Run run) {
    long[] sorted = ids.sorted().toArray();
    for (int from = 0, to; from < sorted.length; from = to) {
      to = from + 1;
      while (to < sorted.length && sorted[to] - sorted[to - 1] <= GAP) {
        to++;
      }
      run.between(sorted[from], sorted[to - 1]);
    }
  }

  List<Optional<ThreadId>> threads(List<MessageId> ids) {
    Map<MessageId, ThreadId> threads = new HashMap<>();
    runs(
        ids.stream().mapToLong(MessageId::value),
        (first, last) ->
            db.each(
                rows -> threads.put(new MessageId(rows.getLong(1)), new ThreadId(rows.getLong(2))),
                "SELECT id,thread FROM message WHERE account=? AND id BETWEEN ? AND ?",
                account,
                first,
                last));
    return ids.stream().map(id -> Optional.ofNullable(threads.get(id))).toList();
  }

  void headings(List<ContentKey> keys, BiConsumer<ContentKey, Heading> each) {
    Set<ContentKey> wanted = new HashSet<>(keys);
    runs(
        keys.stream().mapToLong(key -> key.message().value()),
        (first, last) ->
            db.each(
                rows -> {
                  ContentKey key = new ContentKey(new MessageId(rows.getLong(1)), rows.getInt(2));
                  if (wanted.remove(key)) {
                    each.accept(key, DigestCodec.heading(rows.getBytes(3)));
                  }
                },
                "SELECT m.id,m.revision,c.digest FROM message m JOIN content c ON c.id=m.blob"
                    + " WHERE m.account=? AND m.id BETWEEN ? AND ?",
                account,
                first,
                last));
    for (ContentKey key : wanted) {
      earlier(key).ifPresent(heading -> each.accept(key, heading));
    }
  }

  private Optional<Heading> earlier(ContentKey key) {
    return db.one(
        rows -> DigestCodec.heading(rows.getBytes(1)),
        "SELECT c.digest FROM earlier e JOIN content c ON c.id=e.blob"
            + " WHERE e.account=? AND e.message=? AND e.revision=?",
        account,
        key.message().value(),
        key.revision());
  }
}

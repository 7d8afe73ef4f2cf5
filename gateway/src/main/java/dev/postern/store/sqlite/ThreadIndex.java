package dev.postern.store.sqlite;

import dev.postern.mail.Digest;
import dev.postern.mail.Mailbox;
import dev.postern.mailbox.MailRead.ThreadCandidate;
import dev.postern.mailbox.ThreadId;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/// Finds the threads that a message may belong to.
final class ThreadIndex {
  /// Messages with one id are in one thread already, so a look at the newest few finds it.
  private static final int LOOKED_AT = 32;

  private final Snapshot snapshot;

  ThreadIndex(Snapshot snapshot) {
    this.snapshot = snapshot;
  }

  Set<ThreadId> threadsOf(Collection<String> messageIds) {
    Set<ThreadId> threads = new LinkedHashSet<>();
    for (String id : messageIds) {
      snapshot.db.each(
          rows -> threads.add(new ThreadId(rows.getLong(1))),
          "SELECT m.thread FROM reference r JOIN message m ON m.account=r.account"
              + " AND m.id=r.message WHERE r.account=? AND r.hash=?"
              + " ORDER BY r.message DESC LIMIT ?",
          snapshot.account,
          IndexRows.hash(id),
          LOOKED_AT);
    }
    return threads;
  }

  /// Returns the oldest messages in whose header an id stands.
  List<MessageRow> mentioning(String messageId) {
    return snapshot.db.list(
        Messages::read,
        "SELECT "
            + Messages.COLUMNS
            + " FROM reference r JOIN message m ON m.account=r.account AND m.id=r.message"
            + " WHERE r.account=? AND r.hash=? ORDER BY r.message LIMIT ?",
        snapshot.account,
        IndexRows.hash(messageId),
        LOOKED_AT);
  }

  List<ThreadCandidate> bySubject(String base, long sinceSeconds, int limit) {
    Set<Long> threads = new LinkedHashSet<>();
    snapshot.db.each(
        rows -> threads.add(rows.getLong(1)),
        "SELECT thread FROM message WHERE account=? AND base=? AND received>=?"
            + " ORDER BY received DESC LIMIT ?",
        snapshot.account,
        IndexRows.hash(base),
        sinceSeconds * 1000,
        limit * LOOKED_AT);
    return threads.stream().limit(limit).map(this::candidate).toList();
  }

  private ThreadCandidate candidate(long thread) {
    List<MessageRow> rows = snapshot.messages.ofThread(thread);
    List<MessageRow> newest = rows.subList(Math.max(0, rows.size() - LOOKED_AT), rows.size());
    Set<String> participants = new LinkedHashSet<>();
    for (MessageRow row : newest) {
      Digest digest = snapshot.digest(row);
      Stream.of(digest.from(), digest.replyTo(), digest.to(), digest.cc(), digest.bcc())
          .flatMap(Collection::stream)
          .map(Mailbox::email)
          .forEach(email -> participants.add(email.toLowerCase(Locale.ROOT)));
    }
    return new ThreadCandidate(
        new ThreadId(thread), participants, Math.floorDiv(rows.getLast().received(), 1000));
  }
}

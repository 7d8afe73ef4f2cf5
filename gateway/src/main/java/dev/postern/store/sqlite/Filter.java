package dev.postern.store.sqlite;

import dev.postern.mail.Digest;
import dev.postern.mail.Mailbox;
import dev.postern.mail.Words;
import dev.postern.mailbox.MessageQuery;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/// Says whether a message matches a query, asking the cheap questions first.
final class Filter {
  private final Snapshot snapshot;
  private final MessageQuery query;
  private final Set<Long> folders = new HashSet<>();
  private final Set<String> words;
  private final long thread;
  private final Known known;

  Filter(Snapshot snapshot, MessageQuery query) {
    this(snapshot, query, Known.NOTHING);
  }

  Filter(Snapshot snapshot, MessageQuery query, Known known) {
    this.snapshot = snapshot;
    this.query = query;
    this.known = known;
    query.folders().forEach(folder -> folders.add(FolderKeys.of(folder)));
    words = words(query);
    thread = query.thread().map(id -> snapshot.messages.thread(id.value())).orElse(0L);
  }

  /// Returns the words that a subject must have.
  static Set<String> words(MessageQuery query) {
    return query.subject().map(subject -> Set.copyOf(Words.of(subject))).orElse(Set.of());
  }

  /// Says whether it takes as answered what a listing's index has answered.
  boolean trusts(Known answered) {
    return known == answered;
  }

  /// What the index that messages come from has answered already, of what would cost a look into
  /// other tables.
  enum Known {
    NOTHING,
    FROM,
    TO,
    CC,
    BCC,
    ANY_EMAIL,
    UNREAD,
    STARRED
  }

  /// Says whether the query asks for anything at all.
  boolean isOpen() {
    return query.page(query.limit(), Optional.empty()).equals(MessageQuery.all(query.limit()));
  }

  boolean matches(MessageRow row) {
    return inTime(row)
        && (query.thread().isEmpty() || row.thread() == thread)
        && query.hasAttachment().map(wanted -> wanted == row.attachment()).orElse(true)
        && inFolders(row)
        && hasSubject(row)
        && hasMetadata(row.metadata())
        && hasFlags(row)
        && hasAddresses(row);
  }

  private boolean inTime(MessageRow row) {
    long second = Math.floorDiv(row.received(), 1000);
    return query.receivedAfter().map(after -> second > after).orElse(true)
        && query.receivedBefore().map(before -> second < before).orElse(true);
  }

  private boolean inFolders(MessageRow row) {
    boolean drafts = row.places().stream().anyMatch(place -> place.folder() == FolderKeys.DRAFTS);
    return query.drafts().map(wanted -> wanted == drafts).orElse(true)
        && (query.folders().isEmpty()
            || row.places().stream().anyMatch(place -> folders.contains(place.folder())));
  }

  private boolean hasSubject(MessageRow row) {
    if (query.subject().isEmpty()) {
      return true;
    }
    return !words.isEmpty() && Set.copyOf(Words.of(row.subject())).containsAll(words);
  }

  private boolean hasMetadata(Map<String, String> metadata) {
    return metadata.entrySet().containsAll(query.metadata().entrySet());
  }

  private boolean hasFlags(MessageRow row) {
    boolean unreadKnown = query.unread().isEmpty() || known == Known.UNREAD;
    boolean starredKnown = query.starred().isEmpty() || known == Known.STARRED;
    if (unreadKnown && starredKnown) {
      return true;
    }
    int flags = snapshot.flags(row.places());
    boolean unread = !row.places().isEmpty() && (flags & 1) == 0;
    return query.unread().map(wanted -> wanted == unread).orElse(true)
        && query.starred().map(wanted -> wanted == ((flags & 4) != 0)).orElse(true);
  }

  private boolean hasAddresses(MessageRow row) {
    return hasAny(row, Known.FROM, query.from(), digest -> Stream.of(digest.from()))
        && hasAny(row, Known.TO, query.to(), digest -> Stream.of(digest.to()))
        && hasAny(row, Known.CC, query.cc(), digest -> Stream.of(digest.cc()))
        && hasAny(row, Known.BCC, query.bcc(), digest -> Stream.of(digest.bcc()))
        && hasAny(
            row,
            Known.ANY_EMAIL,
            query.anyEmail(),
            digest -> Stream.of(digest.from(), digest.to(), digest.cc(), digest.bcc()));
  }

  private boolean hasAny(
      MessageRow row,
      Known field,
      List<String> wanted,
      Function<Digest, Stream<List<Mailbox>>> lists) {
    if (wanted.isEmpty() || known == field) {
      return true;
    }
    return lists
        .apply(snapshot.digest(row))
        .flatMap(Collection::stream)
        .anyMatch(mailbox -> wanted.stream().anyMatch(mailbox.email()::equalsIgnoreCase));
  }
}

package dev.postern.mailbox;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Filters of the API's listings (spec/api-data.md sections 2.2 and 3.2). All given ones must hold.
/// A thread matches when one of its messages matches all of them.
///
/// Addresses compare without case. `subject` matches whole words without case, all of them.
///
/// @param anyEmail one of these in From, To, Cc or Bcc; empty list: no such filter
/// @param from one of these in From; likewise `to`, `cc`, `bcc`
/// @param folders one of these holds the message
/// @param drafts TRUE: only what lies in `drafts`; FALSE: nothing that lies there
/// @param receivedAfter seconds, exclusive; `receivedBefore` likewise. Of threads, the newest
///   message was received then, whether it matches or not
/// @param earliest second in which the first message of the thread was received; means nothing of
///   messages
/// @param metadata pairs that must be equal, with keys of [#INDEXED]
/// @param limit most items, 1 to 500
/// @param cursor from [Page#next], of the same query
public record MessageQuery(
    List<String> anyEmail,
    List<String> from,
    List<String> to,
    List<String> cc,
    List<String> bcc,
    List<FolderId> folders,
    Optional<String> subject,
    Optional<Boolean> unread,
    Optional<Boolean> starred,
    Optional<Boolean> hasAttachment,
    Optional<ThreadId> thread,
    Optional<Boolean> drafts,
    Optional<Long> receivedAfter,
    Optional<Long> receivedBefore,
    Optional<Long> earliest,
    Map<String, String> metadata,
    int limit,
    Optional<String> cursor) {
  /// The metadata keys by which messages are found.
  public static final Set<String> INDEXED = Set.of("key1", "key2", "key3", "key4", "key5");

  /// A query without filters.
  public static MessageQuery all(int limit) {
    return new MessageQuery(
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        limit,
        Optional.empty());
  }

  /// Returns the same filters for a page of another size or at another place.
  public MessageQuery page(int most, Optional<String> next) {
    return new MessageQuery(
        anyEmail,
        from,
        to,
        cc,
        bcc,
        folders,
        subject,
        unread,
        starred,
        hasAttachment,
        thread,
        drafts,
        receivedAfter,
        receivedBefore,
        earliest,
        metadata,
        most,
        next);
  }

  /// Returns the same query for what lies in `drafts`, whatever folders it names.
  public MessageQuery onlyDrafts() {
    return new MessageQuery(
        anyEmail,
        from,
        to,
        cc,
        bcc,
        List.of(),
        subject,
        unread,
        starred,
        hasAttachment,
        thread,
        Optional.of(true),
        receivedAfter,
        receivedBefore,
        earliest,
        metadata,
        limit,
        cursor);
  }

  /// Returns the same query without what it says of time.
  public MessageQuery atAnyTime() {
    return new MessageQuery(
        anyEmail,
        from,
        to,
        cc,
        bcc,
        folders,
        subject,
        unread,
        starred,
        hasAttachment,
        thread,
        drafts,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        metadata,
        limit,
        cursor);
  }
}

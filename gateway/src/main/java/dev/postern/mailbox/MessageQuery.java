package dev.postern.mailbox;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Filters of the API's listings (spec/api-data.md sections 2.2 and 3.2). All given ones must hold.
/// A thread matches when one of its messages matches all of them.
///
/// Addresses compare without case. `subject` matches whole words without case, all of them.
///
/// @param anyEmail one of these in From, To, Cc or Bcc; empty list: no such filter
/// @param from one of these in From; likewise `to`, `cc`, `bcc`
/// @param folders one of these holds the message
/// @param drafts TRUE: only what lies in `drafts`; FALSE: nothing that lies there
/// @param receivedAfter seconds, exclusive; `receivedBefore` likewise
/// @param metadata pairs that must be equal
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
    Map<String, String> metadata,
    int limit,
    Optional<String> cursor) {

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
        Map.of(),
        limit,
        Optional.empty());
  }
}

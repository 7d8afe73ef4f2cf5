package dev.postern.api;

import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MessageQuery;
import dev.postern.mailbox.SystemFolder;
import dev.postern.mailbox.ThreadId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads the filters of a listing (spec/api-data.md sections 2.2 and 3.2).
final class Filters {
  private static final int MAX_ADDRESSES = 25;
  private static final int MAX_CURSOR = 4096;
  private static final Set<String> INDEXED = Set.of("key1", "key2", "key3", "key4", "key5");

  private Filters() {}

  /// Reads a query.
  ///
  /// @param after name of the parameter for the lower bound of time; `before` for the upper one
  /// @param drafts whether drafts are listed even if their folder is not named
  /// @return empty if nothing can match
  static Optional<MessageQuery> of(
      Query query, String after, String before, boolean drafts, int limit) {
    Optional<String> thread = query.text("thread_id");
    Optional<ThreadId> threadId = thread.flatMap(ThreadId::parse);
    if (thread.isPresent() && threadId.isEmpty()) {
      return Optional.empty();
    }
    List<FolderId> folders = query.list("in").stream().map(Filters::folder).toList();
    return Optional.of(
        new MessageQuery(
            addresses(query, "any_email"),
            addresses(query, "from"),
            addresses(query, "to"),
            addresses(query, "cc"),
            addresses(query, "bcc"),
            folders,
            query.text("subject"),
            query.flag("unread"),
            query.flag("starred"),
            query.flag("has_attachment"),
            threadId,
            drafts || !folders.isEmpty() ? Optional.empty() : Optional.of(false),
            query.number(after),
            query.number(before),
            metadata(query),
            limit,
            cursor(query)));
  }

  /// Reads a query for drafts.
  ///
  /// @return empty if nothing can match
  static Optional<MessageQuery> ofDrafts(Query query, int limit) {
    return of(query, "received_after", "received_before", true, limit).map(Filters::draftsOnly);
  }

  private static MessageQuery draftsOnly(MessageQuery query) {
    return new MessageQuery(
        query.anyEmail(),
        query.from(),
        query.to(),
        query.cc(),
        query.bcc(),
        List.of(),
        query.subject(),
        query.unread(),
        query.starred(),
        query.hasAttachment(),
        query.thread(),
        Optional.of(true),
        query.receivedAfter(),
        query.receivedBefore(),
        query.metadata(),
        query.limit(),
        query.cursor());
  }

  /// Returns the same query for a page of another size.
  static MessageQuery limited(MessageQuery query, int limit) {
    return new MessageQuery(
        query.anyEmail(),
        query.from(),
        query.to(),
        query.cc(),
        query.bcc(),
        query.folders(),
        query.subject(),
        query.unread(),
        query.starred(),
        query.hasAttachment(),
        query.thread(),
        query.drafts(),
        query.receivedAfter(),
        query.receivedBefore(),
        query.metadata(),
        limit,
        query.cursor());
  }

  private static Optional<String> cursor(Query query) {
    Optional<String> cursor = query.text("page_token");
    if (cursor.filter(token -> token.length() > MAX_CURSOR).isPresent()) {
      throw query.refusal("page_token", "is not a cursor of this listing");
    }
    return cursor;
  }

  private static List<String> addresses(Query query, String name) {
    List<String> addresses = query.list(name);
    if (addresses.size() > MAX_ADDRESSES) {
      throw query.refusal(name, "must name at most " + MAX_ADDRESSES + " addresses");
    }
    return addresses;
  }

  private static FolderId folder(String id) {
    return SystemFolder.named(id).map(SystemFolder::id).orElse(new FolderId(id));
  }

  private static Map<String, String> metadata(Query query) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : query.list("metadata_pair")) {
      int colon = pair.indexOf(':');
      String key = colon < 0 ? pair : pair.substring(0, colon);
      if (colon < 0 || !INDEXED.contains(key)) {
        throw query.refusal("metadata_pair", "must be key1:value to key5:value");
      }
      pairs.put(key, pair.substring(colon + 1));
    }
    return pairs;
  }
}

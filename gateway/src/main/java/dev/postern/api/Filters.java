package dev.postern.api;

import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MessageQuery;
import dev.postern.mailbox.SystemFolder;
import dev.postern.mailbox.ThreadId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Reads the filters of a listing (spec/api-data.md sections 2.2 and 3.2).
final class Filters {
  private static final int MAX_ADDRESSES = 25;
  private static final int MAX_CURSOR = 4096;
  private static final Pattern NEXT_PAIR = Pattern.compile(",(?=key[1-5]:)");

  /// What cannot stand beside `metadata_pair` (section 1.5).
  private static final List<String> FILTERS =
      List.of(
          "any_email",
          "from",
          "to",
          "cc",
          "bcc",
          "in",
          "subject",
          "unread",
          "starred",
          "has_attachment",
          "thread_id",
          "received_after",
          "received_before",
          "latest_message_after",
          "latest_message_before",
          "earliest_message_date",
          "search_query_native",
          "q");

  private Filters() {}

  /// Reads a query for messages that are no drafts, unless a folder is named.
  ///
  /// @return empty if nothing can match
  static Optional<MessageQuery> of(Query query, int limit) {
    return of(query, "received_after", "received_before", limit);
  }

  /// Reads a query for drafts.
  ///
  /// @return empty if nothing can match
  static Optional<MessageQuery> ofDrafts(Query query, int limit) {
    return of(query, limit).map(MessageQuery::onlyDrafts);
  }

  /// Reads a query for threads, with those of drafts.
  ///
  /// @return empty if nothing can match
  static Optional<MessageQuery> ofThreads(Query query, int limit) {
    return of(query, "latest_message_after", "latest_message_before", limit);
  }

  private static Optional<MessageQuery> of(Query query, String after, String before, int limit) {
    boolean threads = after.startsWith("latest");
    Map<String, String> metadata = metadata(query);
    List<FolderId> folders = query.list("in").stream().map(Filters::folder).toList();
    Optional<String> thread = query.text("thread_id");
    Optional<ThreadId> threadId = thread.flatMap(ThreadId::parse);
    MessageQuery wanted =
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
            threads || !folders.isEmpty() ? Optional.empty() : Optional.of(false),
            query.number(after),
            query.number(before),
            threads ? query.number("earliest_message_date") : Optional.empty(),
            metadata,
            limit,
            cursor(query));
    return thread.isPresent() && threadId.isEmpty() ? Optional.empty() : Optional.of(wanted);
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

  /// Reads `metadata_pair`: repeated, or several pairs joined by commas. A value may hold commas
  /// itself: only one before the next key ends it.
  private static Map<String, String> metadata(Query query) {
    Map<String, String> pairs = new TreeMap<>();
    for (String value : query.values().getOrDefault("metadata_pair", List.of())) {
      for (String pair : NEXT_PAIR.split(value, -1)) {
        int colon = pair.indexOf(':');
        if (colon < 0 || !MessageQuery.INDEXED.contains(pair.substring(0, colon))) {
          throw query.refusal("metadata_pair", "must be key1:value to key5:value");
        }
        String wanted = pair.substring(colon + 1);
        String other = pairs.put(pair.substring(0, colon), wanted);
        if (other != null && !other.equals(wanted)) {
          throw query.refusal("metadata_pair", "names " + pair.substring(0, colon) + " twice");
        }
      }
    }
    if (!pairs.isEmpty()) {
      refuseBesides(query);
    }
    return pairs;
  }

  private static void refuseBesides(Query query) {
    for (String name : FILTERS) {
      if (query.values().containsKey(name)) {
        throw query.refusal("metadata_pair", "cannot be combined with " + name);
      }
    }
  }
}

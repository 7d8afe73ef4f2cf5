package dev.postern.mailbox;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// One entry of an account's change log: what changed, not how it looks now. A reader looks the
/// present state up when it needs it.
///
/// @param seq the transaction
public record LogEntry(long seq, Change change) {
  /// The kinds of change.
  public sealed interface Change {}

  /// A message was added.
  ///
  /// @param quiet whether it was added only where nobody is told of: to `drafts` or to notes
  public record MessageCreated(MessageId message, boolean quiet) implements Change {}

  /// A message's flags, folders, content, thread or metadata changed.
  public record MessageUpdated(MessageId message) implements Change {}

  /// A message lost its last placement.
  ///
  /// @param quiet whether all it lost was in `drafts` or in notes
  public record MessageDeleted(MessageId message, boolean quiet) implements Change {}

  /// A folder was made.
  public record FolderCreated(FolderId folder) implements Change {}

  /// A folder was renamed.
  public record FolderUpdated(FolderId folder) implements Change {}

  /// A folder was deleted.
  public record FolderDeleted(FolderId folder, String name) implements Change {}

  /// Something happened that changed no message or folder; see [Reports].
  ///
  /// @param trigger the name that subscribers know it by, such as `message.opened`
  /// @param facts in their order, at most [#MAX_FACTS]; longer values than [#MAX_VALUE] characters
  ///   are cut
  public record Reported(String trigger, Map<String, String> facts) implements Change {
    /// The most facts of one report.
    public static final int MAX_FACTS = 32;

    /// The most characters of one value.
    public static final int MAX_VALUE = 2000;

    private static final int MAX_NAME = 64;

    /// Keeps a copy.
    ///
    /// @throws IllegalArgumentException with too many facts or a name longer than 64 characters
    public Reported {
      if (facts.size() > MAX_FACTS || trigger.length() > MAX_NAME) {
        throw new IllegalArgumentException("a report has too many facts: " + trigger);
      }
      Map<String, String> copy = new LinkedHashMap<>();
      facts.forEach((name, value) -> {
        if (name.length() > MAX_NAME) {
          throw new IllegalArgumentException("a fact's name is too long: " + name);
        }
        copy.put(name, cut(value));
      });
      facts = Collections.unmodifiableMap(copy);
    }

    private static String cut(String value) {
      if (value.length() <= MAX_VALUE) {
        return value;
      }
      boolean torn = Character.isHighSurrogate(value.charAt(MAX_VALUE - 1));
      return value.substring(0, torn ? MAX_VALUE - 1 : MAX_VALUE);
    }
  }
}

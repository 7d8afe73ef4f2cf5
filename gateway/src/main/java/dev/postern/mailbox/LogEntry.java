package dev.postern.mailbox;

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
}

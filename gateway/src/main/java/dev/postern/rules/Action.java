package dev.postern.rules;

/// What a rule does with mail that it matches (spec/api-admin.md section 5.4).
public sealed interface Action {
  /// The mail is refused; the only action of its rule.
  record Block() implements Action {}

  /// To Junk.
  record MarkAsSpam() implements Action {}

  /// To a folder, which is looked up when the rule runs; one that is missing is passed over.
  ///
  /// @param folder a system folder's name, a path such as `Clients/Acme`, or a folder's id
  record AssignToFolder(String folder) implements Action {}

  record MarkAsRead() implements Action {}

  record MarkAsStarred() implements Action {}

  /// To Archive.
  record Archive() implements Action {}

  /// To Trash.
  record Trash() implements Action {}
}

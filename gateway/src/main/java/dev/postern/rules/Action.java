package dev.postern.rules;

import java.util.Optional;

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

  /// Returns its name on the wire.
  default String wire() {
    return switch (this) {
      case Block _ -> "block";
      case MarkAsSpam _ -> "mark_as_spam";
      case AssignToFolder _ -> "assign_to_folder";
      case MarkAsRead _ -> "mark_as_read";
      case MarkAsStarred _ -> "mark_as_starred";
      case Archive _ -> "archive";
      case Trash _ -> "trash";
    };
  }

  /// Returns what goes with the name on the wire.
  default Optional<String> value() {
    return this instanceof AssignToFolder(String folder) ? Optional.of(folder) : Optional.empty();
  }

  /// Returns the action with a name.
  ///
  /// @param value is looked at only where the action takes one
  static Optional<Action> of(String wire, String value) {
    return Optional.ofNullable(
        switch (wire) {
          case "block" -> new Block();
          case "mark_as_spam" -> new MarkAsSpam();
          case "assign_to_folder", "move_to_folder" -> new AssignToFolder(value);
          case "mark_as_read" -> new MarkAsRead();
          case "mark_as_starred" -> new MarkAsStarred();
          case "archive" -> new Archive();
          case "trash" -> new Trash();
          default -> null;
        });
  }
}

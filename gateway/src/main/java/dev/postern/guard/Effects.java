package dev.postern.guard;

import dev.postern.mailbox.Flags;
import dev.postern.mailbox.Folder;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.SystemFlag;
import dev.postern.rules.Action;
import dev.postern.rules.Decision;
import dev.postern.rules.Evaluation.Applied;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What the actions of rules do to one message that is stored (spec/api-admin.md sections 5.4 and
/// 5.5).
///
/// A message goes into one folder. Of actions that disagree `mark_as_spam` comes before `trash`,
/// that before `archive`, that before `assign_to_folder`, and of several of these the last one that
/// names a folder of this account counts. What did not count is not recorded as applied.
///
/// @param folder where it goes; empty: where it would go without rules
/// @param applied what to record
public record Effects(Optional<FolderId> folder, boolean seen, boolean flagged, Applied applied) {
  /// Nothing is done.
  public static final Effects NONE = new Effects(Optional.empty(), false, false, Applied.NONE);

  /// Finds out what a decision does in a mailbox.
  ///
  /// @param decision that lets the mail through
  public static Effects of(Decision decision, MailRead mailbox) {
    List<Action> actions = decision.actions();
    if (actions.isEmpty()) {
      return NONE;
    }
    boolean seen = has(actions, Action.MarkAsRead.class);
    boolean flagged = has(actions, Action.MarkAsStarred.class);
    boolean spam = has(actions, Action.MarkAsSpam.class);
    boolean trash = !spam && has(actions, Action.Trash.class);
    boolean archive = !spam && !trash && has(actions, Action.Archive.class);
    Optional<FolderId> assigned =
        spam || trash || archive ? Optional.empty() : assigned(actions, mailbox);
    List<String> folders = assigned.map(FolderId::value).stream().toList();
    return new Effects(
        Stream.of(
                named(spam, FolderId.JUNK),
                named(trash, FolderId.TRASH),
                named(archive, FolderId.ARCHIVE),
                assigned)
            .flatMap(Optional::stream)
            .findFirst(),
        seen,
        flagged,
        new Applied(false, false, spam, seen, flagged, archive, trash, folders));
  }

  private static boolean has(List<Action> actions, Class<? extends Action> kind) {
    return actions.stream().anyMatch(kind::isInstance);
  }

  private static Optional<FolderId> named(boolean applies, FolderId folder) {
    return applies ? Optional.of(folder) : Optional.empty();
  }

  private static Optional<FolderId> assigned(List<Action> actions, MailRead mailbox) {
    return actions.reversed().stream()
        .flatMap(action ->
            action instanceof Action.AssignToFolder(String folder)
                ? find(folder, mailbox).stream()
                : Stream.empty())
        .findFirst();
  }

  private static Optional<FolderId> find(String folder, MailRead mailbox) {
    return mailbox
        .folderNamed(folder)
        .or(() -> mailbox.folder(new FolderId(folder)))
        .map(Folder::id);
  }

  /// Returns a message's flags with those that rules set.
  public Flags on(Flags flags) {
    if (!seen && !flagged) {
      return flags;
    }
    Set<SystemFlag> system = EnumSet.noneOf(SystemFlag.class);
    system.addAll(flags.system());
    if (seen) {
      system.add(SystemFlag.SEEN);
    }
    if (flagged) {
      system.add(SystemFlag.FLAGGED);
    }
    return new Flags(system, flags.keywords());
  }
}

package dev.postern.webhook.send;

import dev.postern.mailbox.LogEntry;
import dev.postern.webhook.Triggers;
import java.util.ArrayList;
import java.util.List;

/// One thing to tell: which trigger fires, and on what.
///
/// @param seq the transaction
/// @param item index of the log entry within its transaction
/// @param subject id of the message or folder; of a deleted folder also its name, after a space; of
///   a report its facts ([Facts])
public record Notice(long seq, int item, String trigger, String subject) {
  /// Returns what a part of a log has to tell, in its order.
  ///
  /// @param entries whole transactions, as [dev.postern.mailbox.MailStore#changesSince] returns
  ///   them; quiet ones are left out
  public static List<Notice> of(List<LogEntry> entries) {
    List<Notice> notices = new ArrayList<>();
    long seq = -1;
    int item = 0;
    for (LogEntry entry : entries) {
      item = entry.seq() == seq ? item + 1 : 0;
      seq = entry.seq();
      if (!isQuiet(entry)) {
        notices.add(of(entry, item));
      }
    }
    return notices;
  }

  private static Notice of(LogEntry entry, int item) {
    long seq = entry.seq();
    return switch (entry.change()) {
      case LogEntry.MessageCreated c ->
          new Notice(seq, item, Triggers.MESSAGE_CREATED, c.message().toString());
      case LogEntry.MessageUpdated u ->
          new Notice(seq, item, Triggers.MESSAGE_UPDATED, u.message().toString());
      case LogEntry.MessageDeleted d ->
          new Notice(seq, item, Triggers.MESSAGE_DELETED, d.message().toString());
      case LogEntry.FolderCreated c ->
          new Notice(seq, item, Triggers.FOLDER_CREATED, c.folder().value());
      case LogEntry.FolderUpdated u ->
          new Notice(seq, item, Triggers.FOLDER_UPDATED, u.folder().value());
      case LogEntry.FolderDeleted d ->
          new Notice(seq, item, Triggers.FOLDER_DELETED, d.folder().value() + " " + d.name());
      case LogEntry.Reported r -> new Notice(seq, item, r.trigger(), Facts.text(r.facts()));
    };
  }

  private static boolean isQuiet(LogEntry entry) {
    return switch (entry.change()) {
      case LogEntry.MessageCreated created -> created.quiet();
      case LogEntry.MessageDeleted deleted -> deleted.quiet();
      default -> false;
    };
  }

  /// Returns the same with another trigger on the same subject.
  Notice as(String other) {
    return new Notice(seq, item, other, subject);
  }
}

package dev.postern.webhook.send;

import dev.postern.mailbox.LogEntry;
import dev.postern.webhook.Triggers;

/// One thing to tell a receiver: which trigger fires, and on what.
///
/// @param item index of the log entry within its transaction
/// @param subject id of the message or folder; of a deleted folder also its name, after a space
record Notice(long seq, int item, String trigger, String subject) {
  static Notice of(LogEntry entry, int item) {
    return switch (entry.change()) {
      case LogEntry.MessageCreated c ->
          new Notice(entry.seq(), item, Triggers.MESSAGE_CREATED, c.message().toString());
      case LogEntry.MessageUpdated u ->
          new Notice(entry.seq(), item, Triggers.MESSAGE_UPDATED, u.message().toString());
      case LogEntry.MessageDeleted d ->
          new Notice(entry.seq(), item, Triggers.MESSAGE_DELETED, d.message().toString());
      case LogEntry.FolderCreated c ->
          new Notice(entry.seq(), item, Triggers.FOLDER_CREATED, c.folder().value());
      case LogEntry.FolderUpdated u ->
          new Notice(entry.seq(), item, Triggers.FOLDER_UPDATED, u.folder().value());
      case LogEntry.FolderDeleted d ->
          new Notice(
              entry.seq(), item, Triggers.FOLDER_DELETED, d.folder().value() + " " + d.name());
    };
  }
}

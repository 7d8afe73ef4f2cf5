package dev.postern.mailbox;

import java.util.Optional;

/// A folder as it stands at one moment.
///
/// @param name full path with `/` between levels; `INBOX` for the inbox
/// @param uidValidity positive, larger for each later incarnation of a name (RFC 9051 section
///   2.3.1.1)
/// @param uidNext larger than every UID ever given, at most 2^32 - 1
/// @param highestModseq of this folder, at least 1 (RFC 7162 section 3.1.2.1)
/// @param exists number of placements (what IMAP counts)
/// @param unseen number of placements without `\Seen`
/// @param deleted number of placements with `\Deleted`
/// @param messages number of distinct messages (what the API counts)
/// @param unread number of distinct messages with a placement anywhere that lacks `\Seen`
/// @param size sum of the placements' RFC822.SIZE in octets
/// @param keywords the folder's keyword dictionary
public record Folder(
    FolderId id,
    String name,
    long uidValidity,
    long uidNext,
    long highestModseq,
    int exists,
    int unseen,
    int deleted,
    int messages,
    int unread,
    long size,
    Keywords keywords) {
  /// Returns which of the six it is; empty for a custom folder.
  public Optional<SystemFolder> system() {
    return SystemFolder.of(id);
  }

  /// Says whether nobody is told of what happens in a folder: in `drafts`, and in the folder
  /// `Notes` or below it, where the notes of some devices lie beside the mail.
  public static boolean isQuiet(FolderId id, String name) {
    return id.equals(FolderId.DRAFTS) || name.equals("Notes") || name.startsWith("Notes/");
  }

  /// Says whether nobody is told of what happens here.
  public boolean isQuiet() {
    return isQuiet(id, name);
  }
}

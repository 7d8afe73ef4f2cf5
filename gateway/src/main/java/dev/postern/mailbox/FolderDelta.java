package dev.postern.mailbox;

import java.util.List;

/// What one or more transactions changed in a folder.
///
/// @param modseq the folder's HIGHESTMODSEQ after them
/// @param uidNext the folder's UIDNEXT after them
/// @param added new placements, ascending by UID
/// @param flagged placements whose flags changed, with the flags after the change, ascending
/// @param expunged ascending; may name UIDs that were added and expunged since
/// @param keywords the folder's dictionary after them
/// @param complete see [MailRead#delta]; always true in a [ChangeBatch]
/// @param gone whether the folder itself was deleted
public record FolderDelta(
    FolderId folder,
    long modseq,
    long uidNext,
    List<Placement> added,
    List<Placement> flagged,
    UidSet expunged,
    Keywords keywords,
    boolean complete,
    boolean gone) {}

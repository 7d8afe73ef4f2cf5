package dev.postern.mailbox;

/// One message's place in one folder.
///
/// @param uid 1 to 2^32 - 1, ascending in the folder, never used again
/// @param modseq the account's `seq` of the last change of this placement
/// @param message which message lies here
/// @param revision which content of the message: 0 for the first; the bytes behind a UID never
///   change, so an edited draft gets a new UID with the next revision
/// @param internalDate seconds from 1970-01-01T00:00Z
/// @param zone INTERNALDATE's offset from UTC in minutes (C-88)
/// @param saveDate seconds from 1970-01-01T00:00Z when it came into this folder (RFC 8514)
/// @param size RFC822.SIZE in octets
public record Placement(
    long uid,
    long modseq,
    FlagSet flags,
    MessageId message,
    int revision,
    long internalDate,
    int zone,
    long saveDate,
    long size) {
  /// Returns the same placement with other flags, changed by the transaction `modseq`.
  public Placement withFlags(FlagSet newFlags, long newModseq) {
    return new Placement(
        uid, newModseq, newFlags, message, revision, internalDate, zone, saveDate, size);
  }
}

package dev.postern.store.sqlite;

/// What a restore did. Mail clients may have seen mail that came after the backup, so numbers they
/// remember must not be given to other mail: every folder's UIDNEXT and every account's `seq` are
/// raised by a margin, and every flag is announced again under a new MODSEQ. UIDVALIDITY stays, so
/// clients keep what they have.
///
/// @param uidMargin what was added to each UIDNEXT
/// @param seqMargin what was added to each `seq`
/// @param renumbered folders whose UIDs would not have fitted: they got a new UIDVALIDITY instead
public record Restore(
    long accounts, long messages, long uidMargin, long seqMargin, long renumbered) {}

package dev.postern.mailbox;

import java.util.List;

/// What one transaction did, told to watchers after it became durable.
///
/// @param origin what the committer named; compare by identity
/// @param folders one delta for each folder touched
/// @param logged whether the log keeps something of it ([MailStore#changesSince])
/// @param foldersChanged whether a folder was made, renamed, deleted, or a subscription changed
public record ChangeBatch(
    AccountId account,
    long seq,
    Object origin,
    List<FolderDelta> folders,
    boolean logged,
    boolean foldersChanged) {}

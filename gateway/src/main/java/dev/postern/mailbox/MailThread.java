package dev.postern.mailbox;

import java.util.List;

/// A thread with its messages, oldest first (by `received`, then id). Never empty.
public record MailThread(ThreadId id, List<StoredMessage> messages) {}

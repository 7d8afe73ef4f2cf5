package dev.postern.mailbox;

import dev.postern.mail.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A message as the API shows it: one thing, whatever its placements.
///
/// @param revision of its present content
/// @param received when this server accepted it; the API's `date`
/// @param folders the set of its placements' folders, in a stable order; empty only while a
///   scheduled mail waits
/// @param unread when any placement lacks `\Seen`; `starred` and `answered` when any has the flag
/// @param replyTo the message it was sent in reply to through the API
public record StoredMessage(
    MessageId id,
    ThreadId thread,
    int revision,
    Instant received,
    List<FolderId> folders,
    boolean unread,
    boolean starred,
    boolean answered,
    Optional<MessageId> replyTo,
    Map<String, String> metadata,
    Digest digest) {}

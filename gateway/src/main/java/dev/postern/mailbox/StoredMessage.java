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
/// @param verdict what was found out about it, if it came from another server
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
    Digest digest,
    Optional<Verdict> verdict) {
  /// Makes a message that did not come from another server.
  public StoredMessage(
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
      Digest digest) {
    this(
        id,
        thread,
        revision,
        received,
        folders,
        unread,
        starred,
        answered,
        replyTo,
        metadata,
        digest,
        Optional.empty());
  }
}

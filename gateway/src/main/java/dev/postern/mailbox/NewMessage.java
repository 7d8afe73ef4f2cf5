package dev.postern.mailbox;

import dev.postern.mail.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A message to be added.
///
/// @param blob its bytes, kept open by the caller until the commit has returned
/// @param digest what `MessageReader` read from these bytes
/// @param thread the thread it joins; empty: a new one
/// @param folders where it is placed, one placement in each
/// @param flags of every placement
/// @param received the API's `date`
/// @param internalDate seconds, and `zone` minutes east of UTC (RFC 9051 section 2.3.3)
/// @param metadata the API's key-value pairs
/// @param verdict what was found out about a mail from another server
public record NewMessage(
    Blob blob,
    Digest digest,
    Optional<ThreadId> thread,
    List<FolderId> folders,
    Flags flags,
    Instant received,
    long internalDate,
    int zone,
    Optional<MessageId> replyTo,
    Map<String, String> metadata,
    Optional<Verdict> verdict) {
  /// Makes a message that did not come from another server.
  public NewMessage(
      Blob blob,
      Digest digest,
      Optional<ThreadId> thread,
      List<FolderId> folders,
      Flags flags,
      Instant received,
      long internalDate,
      int zone,
      Optional<MessageId> replyTo,
      Map<String, String> metadata) {
    this(
        blob,
        digest,
        thread,
        folders,
        flags,
        received,
        internalDate,
        zone,
        replyTo,
        metadata,
        Optional.empty());
  }
}

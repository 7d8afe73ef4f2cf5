package dev.postern.outbound;

import dev.postern.auth.Grant;
import dev.postern.mail.Digest;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.ThreadId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A mail that an agent sends, complete: every header field it needs is in the bytes.
///
/// @param reversePath envelope sender as `local@domain`; empty for the null sender
/// @param recipients forward paths, Bcc ones too; at least one; who is named twice gets one copy
/// @param blob the bytes with their Bcc field, kept open by the caller
/// @param digest what `MessageReader` read from these bytes
/// @param replyTo the message it answers, kept with the Sent copy
/// @param thread the thread it belongs to; empty: chosen by its header
/// @param metadata the API's key-value pairs
/// @param replacesDraft the draft that is sent; it is deleted in the same transaction
/// @param wishes what its sender asks of the transmission
/// @param origin see [dev.postern.mailbox.MailStore#commit]
public record Submission(
    Grant sender,
    String reversePath,
    List<String> recipients,
    Blob blob,
    Digest digest,
    Optional<MessageId> replyTo,
    Optional<ThreadId> thread,
    Map<String, String> metadata,
    Optional<MessageId> replacesDraft,
    Wishes wishes,
    Object origin) {
  /// Returns the same mail, made of a draft.
  Submission of(Optional<MessageId> draft) {
    return new Submission(
        sender,
        reversePath,
        recipients,
        blob,
        digest,
        replyTo,
        thread,
        metadata,
        draft,
        wishes,
        origin);
  }

  /// Makes a submission of which nothing more is asked.
  public Submission(
      Grant sender,
      String reversePath,
      List<String> recipients,
      Blob blob,
      Digest digest,
      Optional<MessageId> replyTo,
      Optional<ThreadId> thread,
      Map<String, String> metadata,
      Optional<MessageId> replacesDraft,
      Object origin) {
    this(
        sender,
        reversePath,
        recipients,
        blob,
        digest,
        replyTo,
        thread,
        metadata,
        replacesDraft,
        Wishes.NONE,
        origin);
  }
}

package dev.postern.outbound;

import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.ThreadId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/// A mail that was accepted to be sent at a later time.
///
/// @param message the id that its Sent copy will have
/// @param thread the thread that its Sent copy will be in, unless what arrives until then joins it
///   to another
/// @param closed when it was sent, failed or was cancelled
/// @param reason why it failed; else empty
public record Scheduled(
    AccountId account,
    UUID id,
    Kind kind,
    Instant due,
    MessageId message,
    ThreadId thread,
    Plan plan,
    Status status,
    Optional<Instant> closed,
    String reason) {
  /// Why it waits.
  public enum Kind {
    /// Its sender wants it sent then (`send_at`); it gets the date of that time.
    SCHEDULED,
    /// A mail client asked for its release then (RFC 4865).
    HELD,
    /// Too many were sent at once; its turn comes within 90 seconds.
    QUEUED
  }

  /// What became of it.
  public enum Status {
    PENDING,
    SENT,
    FAILED,
    CANCELLED
  }

  /// How it is sent.
  ///
  /// @param reversePath envelope sender as `local@domain`; empty for the null sender
  /// @param recipients forward paths
  /// @param submitted whether a mail client handed it in: see [Sending#submit]
  /// @param replyTo the message it answers
  /// @param metadata of the Sent copy
  /// @param draft what it was made of
  /// @param counted the day since 1970 among whose sends it was counted when it was accepted
  /// @param wishes what its sender asks of the transmission
  public record Plan(
      String reversePath,
      List<String> recipients,
      boolean submitted,
      Optional<MessageId> replyTo,
      Map<String, String> metadata,
      Optional<Draft> draft,
      OptionalLong counted,
      Wishes wishes) {}

  /// A draft that is sent; it leaves the drafts when the mail goes out. One that was edited since
  /// stays.
  ///
  /// @param revision whose bytes are sent
  public record Draft(MessageId message, int revision) {
    /// Says whether it is still the draft that it was.
    boolean stands(MailRead read) {
      return read.message(message)
          .filter(now -> now.revision() == revision)
          .filter(now -> now.folders().contains(FolderId.DRAFTS))
          .isPresent();
    }
  }

  /// Says whether it still waits.
  public boolean isPending() {
    return status == Status.PENDING;
  }
}

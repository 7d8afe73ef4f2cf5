package dev.postern.outbound;

import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.MessageId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// A mail that an agent wants sent at a later time.
///
/// @param recipients forward paths
/// @param replyTo the message it answers
/// @param metadata of the Sent copy
/// @param closed when it was sent, failed or was cancelled
public record Scheduled(
    AccountId account,
    UUID id,
    Instant due,
    Status status,
    List<String> recipients,
    Optional<MessageId> replyTo,
    Map<String, String> metadata,
    Optional<Instant> closed) {
  /// What became of it.
  public enum Status {
    PENDING,
    SENT,
    FAILED,
    CANCELLED
  }
}

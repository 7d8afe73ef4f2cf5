package dev.postern.webhook;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// A subscription (spec/api-data.md section 7.2).
///
/// @param triggers such as `message.created`
/// @param secret the HMAC key, hex text
/// @param status see [Status]
public record Webhook(
    UUID id,
    UUID applicationId,
    Set<String> triggers,
    String url,
    String description,
    List<String> notificationEmails,
    boolean compressed,
    String secret,
    Status status,
    Instant statusUpdatedAt,
    Instant createdAt,
    Instant updatedAt) {
  /// Whether and how it is delivered.
  public enum Status {
    ACTIVE,
    PAUSED,
    FAILING,
    FAILED
  }

  /// Leaves the secret out.
  @Override
  public String toString() {
    return "Webhook[id=" + id + ", url=" + url + ", status=" + status + "]";
  }
}

package dev.postern.auth;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// What is known of an API key; the secret itself is kept nowhere.
///
/// @param application whose key it is
/// @param name what it is for; may be empty
/// @param expires from then on it is void; empty: never
/// @param reach what it opens
public record ApiKey(
    UUID id,
    Application application,
    String name,
    Instant createdAt,
    Optional<Instant> expires,
    Reach reach) {
  /// Makes one that opens everything of its application.
  public ApiKey(
      UUID id, Application application, String name, Instant createdAt, Optional<Instant> expires) {
    this(id, application, name, createdAt, expires, Reach.ALL);
  }

  /// Says whether the key is void by now.
  public boolean isExpired(Instant now) {
    return expires.filter(end -> !now.isBefore(end)).isPresent();
  }
}

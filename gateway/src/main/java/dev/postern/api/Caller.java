package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.auth.Reach;
import java.util.UUID;

/// Who sent a request.
sealed interface Caller {
  /// An application, by one of its API keys: it reaches all that is its own.
  ///
  /// @param reach what of that the key opens
  record Application(UUID id, Reach reach) implements Caller {}

  /// A program with an access token, which opens one grant's data.
  record OneGrant(Grant grant) implements Caller {}

  /// Anybody: the route needs no bearer token.
  record Anybody() implements Caller {}
}

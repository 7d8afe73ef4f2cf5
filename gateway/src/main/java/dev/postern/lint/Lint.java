package dev.postern.lint;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Something that one client does wrong, again and again.
///
/// @param account id of the agent's grant as which it hands mail in; empty: nobody knows it
/// @param source name of the device, else the client's address
/// @param first when it was noticed first
/// @param last when it was noticed last
/// @param count how often
public record Lint(
    Optional<UUID> account, String source, LintKind kind, Instant first, Instant last, long count) {
  /// Returns the same noticed once more.
  Lint again(Instant now) {
    return new Lint(account, source, kind, first, now, count + 1);
  }
}

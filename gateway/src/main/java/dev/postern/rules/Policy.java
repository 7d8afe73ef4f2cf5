package dev.postern.rules;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// Bounds for the accounts of the workspaces it is attached to (spec/api-admin.md section 4).
///
/// @param application whose it is
/// @param name 1 to 256 characters
/// @param ruleIds kept and shown, never evaluated: a workspace's rules are
public record Policy(
    UUID id,
    UUID application,
    String name,
    PolicyLimits limits,
    SpamDetection spam,
    List<UUID> ruleIds,
    PolicyOptions options,
    Instant createdAt,
    Instant updatedAt) {
  /// Keeps a copy.
  public Policy {
    ruleIds = List.copyOf(ruleIds);
  }
}

package dev.postern.auth;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A group of accounts under the same policy and rules (spec/api-admin.md section 3.4).
///
/// @param domain lower case; unique in the application
/// @param autoGroup whether new accounts of its domain begin in it
/// @param isDefault whether accounts begin in it that begin in no other; there is one
/// @param policyId may name one that is gone: then the plan alone holds
/// @param ruleIds may name some that are gone
/// @param requireApproval whether what its accounts send waits for somebody's consent
public record Workspace(
    UUID id,
    UUID application,
    String name,
    Optional<String> domain,
    boolean autoGroup,
    boolean isDefault,
    Optional<UUID> policyId,
    List<UUID> ruleIds,
    boolean requireApproval,
    Instant createdAt,
    Instant updatedAt) {
  /// Keeps a copy.
  public Workspace {
    ruleIds = List.copyOf(ruleIds);
  }
}

package dev.postern.rules;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// What is to be done with which mail (spec/api-admin.md section 5).
///
/// @param application whose it is
/// @param name 1 to 256 characters
/// @param description may be empty
/// @param priority 0 to 1000; lower ones run first
/// @param actions 1 to 20
public record Rule(
    UUID id,
    UUID application,
    String name,
    String description,
    int priority,
    boolean enabled,
    Trigger trigger,
    Match match,
    List<Action> actions,
    Instant createdAt,
    Instant updatedAt) {
  /// Keeps a copy.
  public Rule {
    actions = List.copyOf(actions);
  }
}

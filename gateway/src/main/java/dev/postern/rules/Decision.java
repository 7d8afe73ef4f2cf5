package dev.postern.rules;

import java.util.List;
import java.util.UUID;

/// What rules say of one mail.
///
/// @param matched ids of those that matched, in the order in which they were looked at; with a
///   [Action.Block] the last one blocks
/// @param actions theirs, in order; one [Action.Block] alone if the mail is blocked
public record Decision(List<UUID> matched, List<Action> actions) {
  /// No rule matched.
  public static final Decision NONE = new Decision(List.of(), List.of());

  /// Keeps copies.
  public Decision {
    matched = List.copyOf(matched);
    actions = List.copyOf(actions);
  }

  /// Says whether the mail is refused.
  public boolean isBlocked() {
    return actions.stream().anyMatch(Action.Block.class::isInstance);
  }
}

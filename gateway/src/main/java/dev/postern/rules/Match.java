package dev.postern.rules;

import java.util.List;

/// What mail a rule is for.
///
/// @param operator how many of the conditions must hold
/// @param conditions 1 to 50
public record Match(Operator operator, List<Condition> conditions) {
  /// Keeps a copy.
  public Match {
    conditions = List.copyOf(conditions);
  }

  /// How many.
  public enum Operator {
    ALL,
    ANY
  }
}

package dev.postern.rules;

import java.util.List;
import java.util.UUID;

/// How rules came to a decision.
///
/// @param rules in the order in which they are looked at
public record Explanation(Evaluation.Stage stage, List<Looked> rules, Decision decision) {
  /// Keeps a copy.
  public Explanation {
    rules = List.copyOf(rules);
  }

  /// One rule.
  ///
  /// @param reached false: one before it blocked the mail, so nobody asked
  /// @param outcome [Truth#UNKNOWN] does nothing, like [Truth#NO]
  /// @param conditions all of them, in their order; none if it was not reached
  public record Looked(
      UUID rule, String name, boolean reached, Truth outcome, List<Finding> conditions) {
    /// Keeps a copy.
    public Looked {
      conditions = List.copyOf(conditions);
    }
  }

  /// One condition.
  ///
  /// @param found what the mail has there, normalised: at most 20 values, each cut after 200
  ///   characters; empty if it has nothing or that is not known
  public record Finding(Condition condition, Truth outcome, List<String> found) {
    /// Keeps a copy.
    public Finding {
      found = List.copyOf(found);
    }
  }
}

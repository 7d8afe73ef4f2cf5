package dev.postern.guard;

import dev.postern.rules.Action;
import dev.postern.rules.Condition;
import dev.postern.rules.Match;
import dev.postern.rules.Rule;
import dev.postern.rules.Trigger;
import java.util.List;
import java.util.Optional;

/// What somebody asks to be written into a rule; what is not there stays as it is.
///
/// @param operator how many conditions must hold
/// @param conditions as they were written: not normalised, not checked
public record RuleChange(
    Optional<String> name,
    Optional<String> description,
    Optional<Long> priority,
    Optional<Boolean> enabled,
    Optional<Trigger> trigger,
    Optional<Match.Operator> operator,
    Optional<List<Condition>> conditions,
    Optional<List<Action>> actions) {
  /// Keeps copies.
  public RuleChange {
    conditions = conditions.map(List::copyOf);
    actions = actions.map(List::copyOf);
  }

  /// Returns what would make a rule again.
  static RuleChange of(Rule rule) {
    return new RuleChange(
        Optional.of(rule.name()),
        Optional.of(rule.description()),
        Optional.of((long) rule.priority()),
        Optional.of(rule.enabled()),
        Optional.of(rule.trigger()),
        Optional.of(rule.match().operator()),
        Optional.of(rule.match().conditions()),
        Optional.of(rule.actions()));
  }

  /// Returns both: this, and what it leaves out from `old`. A match is one thing: who writes
  /// conditions without an operator means the usual one.
  RuleChange over(RuleChange old) {
    boolean match = conditions.isPresent();
    return new RuleChange(
        name.or(() -> old.name),
        description.or(() -> old.description),
        priority.or(() -> old.priority),
        enabled.or(() -> old.enabled),
        trigger.or(() -> old.trigger),
        match ? operator : operator.or(() -> old.operator),
        match ? conditions : old.conditions,
        actions.or(() -> old.actions));
  }
}

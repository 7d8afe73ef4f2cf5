package dev.postern.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.BiPredicate;

/// Rules of one trigger, ready to look at mail. Safe for concurrent use.
public final class RuleSet {
  /// No rules.
  public static final RuleSet NONE = of(List.of(), (_, _) -> false);

  private final List<Rule> rules;
  private final BiPredicate<UUID, String> lists;

  private RuleSet(List<Rule> rules, BiPredicate<UUID, String> lists) {
    this.rules = rules;
    this.lists = lists;
  }

  /// Puts rules in order: by priority, then by age, then by id; those that are not enabled are left
  /// out.
  ///
  /// @param lists says whether a list holds a value
  public static RuleSet of(List<Rule> rules, BiPredicate<UUID, String> lists) {
    return new RuleSet(
        rules.stream()
            .filter(Rule::enabled)
            .sorted(
                Comparator.comparingInt(Rule::priority)
                    .thenComparing(Rule::createdAt)
                    .thenComparing(Rule::id))
            .toList(),
        lists);
  }

  /// Says whether there is nothing to evaluate.
  public boolean isEmpty() {
    return rules.isEmpty();
  }

  /// Looks at a mail.
  public Decision evaluate(Facts facts) {
    var matched = new ArrayList<UUID>();
    var actions = new ArrayList<Action>();
    for (Rule rule : rules) {
      if (matches(rule.match(), facts)) {
        matched.add(rule.id());
        if (rule.actions().stream().anyMatch(Action.Block.class::isInstance)) {
          return new Decision(matched, List.of(new Action.Block()));
        }
        actions.addAll(rule.actions());
      }
    }
    return new Decision(matched, actions);
  }

  private boolean matches(Match match, Facts facts) {
    return match.operator() == Match.Operator.ALL
        ? match.conditions().stream().allMatch(each -> holds(each, facts))
        : match.conditions().stream().anyMatch(each -> holds(each, facts));
  }

  private boolean holds(Condition condition, Facts facts) {
    List<String> found = facts.values(condition.field());
    if (found == null) {
      return false;
    }
    String wanted = condition.values().getFirst();
    return switch (condition.comparison()) {
      case IS -> found.contains(wanted);
      case IS_NOT -> !facts.mayHaveMore(condition.field()) && !found.contains(wanted);
      case CONTAINS -> found.stream().anyMatch(value -> value.contains(wanted));
      case IN_LIST -> found.stream().anyMatch(value -> inList(condition, value));
      case NOT_IN_LIST ->
          !facts.mayHaveMore(condition.field())
              && found.stream().noneMatch(value -> inList(condition, value));
      case GTE -> found.stream().anyMatch(v -> Double.parseDouble(v) >= Double.parseDouble(wanted));
      case LTE -> found.stream().anyMatch(v -> Double.parseDouble(v) <= Double.parseDouble(wanted));
    };
  }

  private boolean inList(Condition condition, String value) {
    return condition.values().stream().anyMatch(id -> lists.test(UUID.fromString(id), value));
  }
}

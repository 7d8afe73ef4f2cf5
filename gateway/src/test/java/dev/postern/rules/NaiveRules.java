package dev.postern.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// What rules mean, as plainly as it can be said: the reference for [RuleSet].
///
/// @param lists items by list
/// @param values by field; a field that is not in it is not known
/// @param open fields that may have more values than are known
record NaiveRules(
    Map<UUID, Set<String>> lists, Map<String, List<String>> values, Set<String> open) {
  Decision decide(List<Rule> rules) {
    List<Rule> ordered = new ArrayList<>(rules);
    ordered.removeIf(rule -> !rule.enabled());
    ordered.sort(
        Comparator.comparingInt(Rule::priority)
            .thenComparing(Rule::createdAt)
            .thenComparing(Rule::id));
    List<UUID> matched = new ArrayList<>();
    List<Action> actions = new ArrayList<>();
    for (Rule rule : ordered) {
      if (matches(rule)) {
        matched.add(rule.id());
        if (rule.actions().contains(new Action.Block())) {
          return new Decision(matched, List.of(new Action.Block()));
        }
        actions.addAll(rule.actions());
      }
    }
    return new Decision(matched, actions);
  }

  // With any, what is not known may be left away; with all, it is as good as wrong.
  private boolean matches(Rule rule) {
    int holding = 0;
    for (Condition condition : rule.match().conditions()) {
      if (values.containsKey(condition.field()) && holds(condition)) {
        holding++;
      }
    }
    return rule.match().operator() == Match.Operator.ANY
        ? holding > 0
        : holding == rule.match().conditions().size();
  }

  private boolean holds(Condition condition) {
    return switch (condition.comparison()) {
      case IS_NOT -> not(condition, Comparison.IS);
      case NOT_IN_LIST -> not(condition, Comparison.IN_LIST);
      default -> any(condition, condition.comparison());
    };
  }

  // Of several authors one that is another is enough; of several recipients each must be.
  private boolean not(Condition condition, Comparison comparison) {
    List<String> found = values.getOrDefault(condition.field(), List.of());
    if (open.contains(condition.field())) {
      return false;
    }
    boolean authors = condition.field().startsWith("from.") && !found.isEmpty();
    return authors
        ? found.stream().anyMatch(value -> !any(condition, comparison, List.of(value)))
        : !any(condition, comparison);
  }

  private boolean any(Condition condition, Comparison comparison) {
    return any(condition, comparison, values.getOrDefault(condition.field(), List.of()));
  }

  private boolean any(Condition condition, Comparison comparison, List<String> found) {
    for (String value : found) {
      for (String wanted : condition.values()) {
        if (compare(condition.field(), value, comparison, wanted)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean compare(String field, String value, Comparison comparison, String wanted) {
    boolean number = Fields.of(field).orElseThrow().kind() == Kind.NUMBER;
    return switch (comparison) {
      case IS, IS_NOT ->
          number
              ? Double.parseDouble(value) == Double.parseDouble(wanted)
              : wanted.equals("*/*")
                  || value.equals(wanted)
                  || (wanted.endsWith("/*")
                      && value.startsWith(wanted.substring(0, wanted.length() - 1)));
      case CONTAINS -> value.contains(wanted) || SomeMail.readable(value).contains(wanted);
      case IN_LIST, NOT_IN_LIST ->
          lists.getOrDefault(UUID.fromString(wanted), Set.of()).contains(value);
      case GTE -> Double.parseDouble(value) >= Double.parseDouble(wanted);
      case LTE -> Double.parseDouble(value) <= Double.parseDouble(wanted);
    };
  }
}

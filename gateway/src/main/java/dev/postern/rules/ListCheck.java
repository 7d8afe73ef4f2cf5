package dev.postern.rules;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// Finds out whether the lists that a rule names are there and hold what they are asked for.
public final class ListCheck {
  private ListCheck() {}

  /// Refuses a rule that names others.
  ///
  /// @param types of the lists of the rule's application; empty for what is none
  /// @throws GatewayException with INVALID, naming the condition and the list
  public static void check(Rule rule, Function<UUID, Optional<ListType>> types) {
    List<Condition> conditions = rule.match().conditions();
    for (int i = 0; i < conditions.size(); i++) {
      Condition condition = conditions.get(i);
      if (condition.comparison() == Comparison.IN_LIST
          || condition.comparison() == Comparison.NOT_IN_LIST) {
        // The official clients look for the word (spec/api-admin.md section 5.3).
        String where = "match.conditions[" + i + "].value: invalid_field: list ";
        for (String list : condition.values()) {
          check(condition.field(), types.apply(UUID.fromString(list)), where + list);
        }
      }
    }
  }

  private static void check(String field, Optional<ListType> type, String said) {
    if (type.isEmpty()) {
      throw new GatewayException(Fault.INVALID, said + " does not exist");
    }
    if (!type.equals(ListType.ofField(field))) {
      throw new GatewayException(
          Fault.INVALID, said + " holds items of type " + type.get().wire() + ", not " + field);
    }
  }
}

package dev.postern.rules;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/// Rules for tests.
public final class SomeRules {
  private static final UUID APPLICATION = new UUID(1, 1);

  private SomeRules() {}

  public static Rule rule(
      int number,
      int priority,
      Trigger trigger,
      Match.Operator operator,
      List<Condition> conditions,
      List<Action> actions) {
    Instant created = Instant.ofEpochSecond(1_700_000_000 + number);
    return new Rule(
        new UUID(2, number),
        APPLICATION,
        "rule " + number,
        "",
        priority,
        true,
        trigger,
        new Match(operator, conditions),
        actions,
        created,
        created);
  }

  public static Rule all(int number, Action action, Condition... conditions) {
    return rule(
        number,
        10,
        Trigger.INBOUND,
        Match.Operator.ALL,
        Arrays.asList(conditions),
        List.of(action));
  }

  public static Rule any(int number, Action action, Condition... conditions) {
    return rule(
        number,
        10,
        Trigger.INBOUND,
        Match.Operator.ANY,
        Arrays.asList(conditions),
        List.of(action));
  }

  public static Condition is(String field, String value) {
    return new Condition(field, Comparison.IS, List.of(value));
  }

  public static Condition isNot(String field, String value) {
    return new Condition(field, Comparison.IS_NOT, List.of(value));
  }
}

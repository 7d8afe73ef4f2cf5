package dev.postern.guard;

import dev.postern.rules.Action;
import dev.postern.rules.Allowance;
import dev.postern.rules.Comparison;
import dev.postern.rules.Condition;
import dev.postern.rules.Limit;
import dev.postern.rules.Lists;
import dev.postern.rules.Match;
import dev.postern.rules.Rule;
import dev.postern.rules.RuleSet;
import dev.postern.rules.SpamDetection;
import dev.postern.rules.Trigger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Guards for tests.
public final class Held {
  private Held() {}

  /// A rule for incoming mail with one condition.
  public static Rule rule(String field, Comparison how, String value, Action... actions) {
    return new Rule(
        UUID.randomUUID(),
        new UUID(0, 1),
        "rule",
        "",
        10,
        true,
        Trigger.INBOUND,
        new Match(Match.Operator.ALL, List.of(new Condition(field, how, List.of(value)))),
        List.of(actions),
        Instant.EPOCH,
        Instant.EPOCH);
  }

  /// A rule for all that comes.
  public static Rule always(Action... actions) {
    return rule("from.address", Comparison.IS_NOT, "nobody@nowhere.test", actions);
  }

  /// Who has these rules.
  public static Guard by(Rule... rules) {
    return with(Allowance.ALL, SpamDetection.NONE, RuleSet.of(List.of(rules), NO_LISTS));
  }

  /// Whose mail is bounded.
  public static Guard to(Limit limit, long number) {
    return with(new Allowance(Map.of(limit, number), List.of()), SpamDetection.NONE, RuleSet.NONE);
  }

  /// Who takes these types only.
  public static Guard toTypes(String... types) {
    return with(new Allowance(Map.of(), List.of(types)), SpamDetection.NONE, RuleSet.NONE);
  }

  /// Who judges junk like this.
  public static Guard judging(SpamDetection spam) {
    return with(Allowance.ALL, spam, RuleSet.NONE);
  }

  /// Whose rules cannot be evaluated.
  public static Guard broken() {
    Rule rule = rule("from.domain", Comparison.IN_LIST, UUID.randomUUID().toString(), BLOCK);
    Lists failing =
        _ -> {
          throw new IllegalStateException("no lists today");
        };
    return with(Allowance.ALL, SpamDetection.NONE, RuleSet.of(List.of(rule), failing));
  }

  /// The action that refuses.
  public static final Action BLOCK = new Action.Block();

  private static final Lists NO_LISTS = _ -> _ -> false;

  private static Guard with(Allowance allowance, SpamDetection spam, RuleSet inbound) {
    return new Guard(allowance, spam, inbound, RuleSet.NONE, false);
  }
}

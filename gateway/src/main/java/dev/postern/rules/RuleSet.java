package dev.postern.rules;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Rules of one trigger, ready to look at mail. Safe for concurrent use.
///
/// They are looked at by priority, then by age, then by id. Each that matches adds its actions; one
/// that blocks ends the look.
public final class RuleSet {
  /// No rules.
  public static final RuleSet NONE = of(List.of(), (Lists) _ -> _ -> false);

  private static final Logger LOG = LoggerFactory.getLogger(RuleSet.class);

  private static final String FAILED = "the rules cannot be evaluated now, try again later";

  private static final String TOO_MUCH =
      "the message has more header fields or attachments than its recipient's rules can look at";

  private final List<ReadyRule> rules;
  private final List<String> fields;
  private final Lists lists;
  private final boolean broken;

  private RuleSet(List<ReadyRule> rules, List<String> fields, Lists lists, boolean broken) {
    this.rules = rules;
    this.fields = fields;
    this.lists = lists;
    this.broken = broken;
  }

  /// Makes rules ready; those that are not enabled are left out. With one among them that makes no
  /// sense, which nobody could have stored, every evaluation fails.
  public static RuleSet of(List<Rule> rules, Lists lists) {
    Map<String, Integer> slots = new LinkedHashMap<>();
    List<ReadyRule> ready = new ArrayList<>();
    boolean broken = false;
    for (Rule rule : ordered(rules)) {
      try {
        ready.add(ReadyRule.of(rule, field -> slots.computeIfAbsent(field, _ -> slots.size())));
      } catch (RuntimeException e) {
        LOG.error("rule {} cannot be evaluated", rule.id(), e);
        broken = true;
      }
    }
    return new RuleSet(List.copyOf(ready), List.copyOf(slots.keySet()), lists, broken);
  }

  private static List<Rule> ordered(List<Rule> rules) {
    return rules.stream()
        .filter(Rule::enabled)
        .sorted(
            Comparator.comparingInt(Rule::priority)
                .thenComparing(Rule::createdAt)
                .thenComparing(Rule::id))
        .toList();
  }

  /// Says whether there is nothing to evaluate.
  public boolean isEmpty() {
    return rules.isEmpty() && !broken;
  }

  /// Looks at a mail. A rule that asks for what is not known yet matches only if the rest of it
  /// decides.
  ///
  /// @throws GatewayException with UNAVAILABLE if that fails, whatever the reason: then the mail
  ///   must wait; INVALID if there is more to look at than any mail should have: it must not pass
  public Decision evaluate(Facts facts) {
    return look(facts, new Log.Silent());
  }

  /// Looks at a mail as [#evaluate] does, and tells why.
  ///
  /// @throws GatewayException as [#evaluate]
  public Explanation explain(Facts facts, Evaluation.Stage stage) {
    var log = new Log.Written();
    Decision decision = look(facts, log);
    return new Explanation(stage, log.rules(), decision);
  }

  private Decision look(Facts facts, Log log) {
    if (isEmpty()) {
      return Decision.NONE;
    }
    if (broken) {
      throw new GatewayException(Fault.UNAVAILABLE, FAILED);
    }
    try {
      return decide(new Look(facts, lists, fields), log);
    } catch (Effort.Spent e) {
      throw new GatewayException(Fault.INVALID, TOO_MUCH, e);
    } catch (RuntimeException e) {
      LOG.error("rules failed", e);
      throw new GatewayException(Fault.UNAVAILABLE, FAILED, e);
    }
  }

  private Decision decide(Look look, Log log) {
    List<UUID> matched = new ArrayList<>();
    List<Action> actions = new ArrayList<>();
    boolean blocked = false;
    for (ReadyRule ready : rules) {
      boolean reached = !blocked;
      Truth outcome = reached ? ready.ask(look, log) : Truth.NO;
      log.ruled(ready.rule(), reached, outcome);
      if (outcome == Truth.YES) {
        matched.add(ready.rule().id());
        actions.addAll(ready.rule().actions());
        blocked = ready.blocks();
      }
      if (blocked && !log.wantsAll()) {
        break;
      }
    }
    return new Decision(matched, blocked ? List.of(new Action.Block()) : actions);
  }
}

package dev.postern.guard;

import dev.postern.fault.GatewayException;
import dev.postern.rules.Action;
import dev.postern.rules.Condition;
import dev.postern.rules.Fields;
import dev.postern.rules.Match;
import dev.postern.rules.Rule;
import dev.postern.rules.Trigger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Makes a rule of what somebody wrote, or says which member is wrong (spec/api-admin.md sections
/// 5.2 to 5.4). Rules may contradict each other.
final class RuleCheck {
  private static final int MOST_CONDITIONS = 50;
  private static final int MOST_ACTIONS = 20;
  private static final int MOST_PRIORITY = 1000;
  private static final long USUAL_PRIORITY = 10;
  private static final int LONGEST_FOLDER = 1000;

  private RuleCheck() {}

  /// Makes a rule. Whether its lists are there is for the store to find out.
  ///
  /// @throws GatewayException with INVALID
  static Rule rule(UUID id, UUID application, RuleChange change, Instant made, Instant now) {
    Trigger trigger = change.trigger().orElse(Trigger.INBOUND);
    return new Rule(
        id,
        application,
        Words.name(change.name().orElseThrow(() -> Words.required("name"))),
        Words.description(change.description().orElse("")),
        priority(change.priority().orElse(USUAL_PRIORITY)),
        change.enabled().orElse(true),
        trigger,
        new Match(
            change.operator().orElse(Match.Operator.ALL),
            conditions(
                trigger,
                change.conditions().orElseThrow(() -> Words.required("match.conditions")))),
        actions(change.actions().orElseThrow(() -> Words.required("actions"))),
        made,
        now);
  }

  private static int priority(long number) {
    if (number < 0 || number > MOST_PRIORITY) {
      throw Words.refusal("priority must be from 0 to " + MOST_PRIORITY);
    }
    return (int) number;
  }

  private static List<Condition> conditions(Trigger trigger, List<Condition> written) {
    if (written.isEmpty() || written.size() > MOST_CONDITIONS) {
      throw Words.refusal("match.conditions must be 1 to " + MOST_CONDITIONS + " conditions");
    }
    List<Condition> conditions = new ArrayList<>();
    for (Condition each : written) {
      try {
        conditions.add(Fields.condition(trigger, each.field(), each.comparison(), each.values()));
      } catch (GatewayException e) {
        throw Words.refusal("match.conditions[%d].%s".formatted(conditions.size(), e.text()));
      }
    }
    return conditions;
  }

  private static List<Action> actions(List<Action> actions) {
    if (actions.isEmpty() || actions.size() > MOST_ACTIONS) {
      throw Words.refusal("actions must be 1 to " + MOST_ACTIONS + " actions");
    }
    if (actions.size() > 1 && actions.stream().anyMatch(Action.Block.class::isInstance)) {
      throw Words.refusal("actions: block must be the only action of a rule");
    }
    for (int i = 0; i < actions.size(); i++) {
      if (actions.get(i) instanceof Action.AssignToFolder(String folder)
          && (folder.isBlank() || folder.length() > LONGEST_FOLDER || Words.hasControl(folder))) {
        throw Words.refusal(
            "actions[%d].value must be a folder's name of 1 to %d characters"
                .formatted(i, LONGEST_FOLDER));
      }
    }
    return actions;
  }
}

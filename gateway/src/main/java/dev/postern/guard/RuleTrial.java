package dev.postern.guard;

import dev.postern.auth.Workspace;
import dev.postern.auth.WorkspaceStore;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.rules.Evaluation.Stage;
import dev.postern.rules.Explanation;
import dev.postern.rules.Facts;
import dev.postern.rules.ItemList;
import dev.postern.rules.ListCheck;
import dev.postern.rules.ListStore;
import dev.postern.rules.Lists;
import dev.postern.rules.Rule;
import dev.postern.rules.RuleSet;
import dev.postern.rules.RuleStore;
import dev.postern.rules.Trigger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Shows what rules would do with a mail. Nothing is kept, and nothing happens.
public final class RuleTrial {
  private static final int MOST = 100;

  private final RuleStore rules;
  private final WorkspaceStore workspaces;
  private final ListStore lists;
  private final Lists members;

  /// Reads from these.
  public RuleTrial(RuleStore rules, WorkspaceStore workspaces, ListStore lists, Lists members) {
    this.rules = rules;
    this.workspaces = workspaces;
    this.lists = lists;
    this.members = members;
  }

  /// Returns the rules of a workspace.
  ///
  /// @throws GatewayException with NOT_FOUND
  public List<Rule> ofWorkspace(UUID application, UUID id) {
    Workspace workspace =
        workspaces
            .workspace(id)
            .filter(found -> found.application().equals(application))
            .orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "workspace not found"));
    return rules.rules(application, workspace.ruleIds());
  }

  /// Makes rules that are not stored; of the same priority the first runs first.
  ///
  /// @throws GatewayException with INVALID, naming the member
  public List<Rule> drafts(UUID application, List<RuleChange> changes) {
    if (changes.isEmpty() || changes.size() > MOST) {
      throw Words.refusal("rules must be 1 to " + MOST + " rules");
    }
    List<Rule> made = new ArrayList<>();
    for (RuleChange change : changes) {
      String where = "rules[" + made.size() + "].";
      Instant order = Instant.ofEpochMilli(made.size());
      try {
        Rule rule = RuleCheck.rule(UUID.randomUUID(), application, change, order, order);
        // A list of another application must not be asked.
        ListCheck.check(rule, id -> lists.list(application, id).map(ItemList::type));
        made.add(rule);
      } catch (GatewayException e) {
        throw e.fault() == Fault.INVALID ? Words.refusal(where + e.text()) : e;
      }
    }
    return made;
  }

  /// Explains what rules of one trigger decide at each stage.
  ///
  /// @param rules those of other triggers, and those that are not enabled, are left out
  /// @param stages in the order in which a mail comes to them
  public List<Explanation> explain(List<Rule> rules, Trigger trigger, Map<Stage, Facts> stages) {
    RuleSet set =
        RuleSet.of(rules.stream().filter(rule -> rule.trigger() == trigger).toList(), members);
    return stages.entrySet().stream()
        .map(stage -> set.explain(stage.getValue(), stage.getKey()))
        .toList();
  }
}

package dev.postern.guard;

import dev.postern.auth.Grant;
import dev.postern.auth.Workspace;
import dev.postern.auth.WorkspaceStore;
import dev.postern.rules.Allowance;
import dev.postern.rules.Plan;
import dev.postern.rules.Policy;
import dev.postern.rules.PolicyLimits;
import dev.postern.rules.PolicyStore;
import dev.postern.rules.Rule;
import dev.postern.rules.RuleSet;
import dev.postern.rules.RuleStore;
import dev.postern.rules.SpamDetection;
import dev.postern.rules.Trigger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Knows what holds for each account. What it has put together it keeps until something of the
/// account's application changes; from then on it tells the new state. Safe for concurrent use.
public final class Guards {
  // Octets of memory, generously.
  private static final long WORKSPACE = 2000;
  private static final long PART = 300;

  private final WorkspaceStore workspaces;
  private final PolicyStore policies;
  private final RuleStore rules;
  private final Memberships lists;
  private final Plan plan;
  private final AtomicLong changes = new AtomicLong();
  private final Map<UUID, Known> known = new ConcurrentHashMap<>();
  private final long room;
  private long taken;

  private record Known(long asOf, Guard guard, long weight) {}

  /// Reads from these stores, and takes up to a quarter of the memory there is.
  ///
  /// @param plan what holds without a policy, and at most with one
  public Guards(
      WorkspaceStore workspaces,
      PolicyStore policies,
      RuleStore rules,
      Memberships lists,
      Plan plan) {
    this(workspaces, policies, rules, lists, plan, Runtime.getRuntime().maxMemory() / 4);
  }

  /// @param room octets of memory to take, about
  Guards(
      WorkspaceStore workspaces,
      PolicyStore policies,
      RuleStore rules,
      Memberships lists,
      Plan plan,
      long room) {
    this.room = room;
    this.workspaces = workspaces;
    this.policies = policies;
    this.rules = rules;
    this.lists = lists;
    this.plan = plan;
  }

  /// Returns what the plan allows.
  public Plan plan() {
    return plan;
  }

  /// Returns what holds for an account.
  ///
  /// @param grant as it is now: what a connection knew when it signed in may be in another
  ///   workspace since
  /// @throws dev.postern.fault.GatewayException with UNAVAILABLE if that cannot be found out: then
  ///   its mail must wait
  public Guard of(Grant grant) {
    UUID workspace = grant.workspaceId();
    long now = changes.get();
    Known found = known.get(workspace);
    if (found != null && found.asOf() == now) {
      return found.guard();
    }
    // The accounts of one that is gone are in the default one.
    // Read before a change that came meanwhile, it would be kept too long: asOf tells.
    Known made =
        workspaces
            .workspace(workspace)
            .or(() -> home(grant.applicationId()))
            .map(place -> made(now, place))
            .orElseGet(() -> new Known(now, planOnly(), WORKSPACE));
    keep(workspace, made);
    return made.guard();
  }

  // Rules of very many workspaces may be more than there is memory for.
  private synchronized void keep(UUID workspace, Known made) {
    forget(known.remove(workspace));
    if (taken + made.weight() > room) {
      known.clear();
      taken = 0;
    }
    if (made.weight() <= room) {
      known.put(workspace, made);
      taken += made.weight();
    }
  }

  private void forget(@Nullable Known old) {
    taken -= old == null ? 0 : old.weight();
  }

  /// Returns how many octets of memory are taken, about.
  synchronized long taken() {
    return taken;
  }

  private Optional<Workspace> home(UUID application) {
    return workspaces.workspaces(application).stream().filter(Workspace::isDefault).findFirst();
  }

  /// Says that a workspace, policy, rule or list changed. Call when the change is durable and
  /// before it is answered.
  public void changed() {
    changes.incrementAndGet();
  }

  /// Returns a number that is another one after each [#changed].
  public long changes() {
    return changes.get();
  }

  private Known made(long now, Workspace workspace) {
    Optional<Policy> policy =
        workspace.policyId().flatMap(id -> policies.policy(workspace.application(), id));
    List<Rule> named = rules.rules(workspace.application(), workspace.ruleIds());
    Guard guard =
        new Guard(
            Allowance.of(policy.map(Policy::limits).orElse(PolicyLimits.NONE), plan),
            policy.map(Policy::spam).orElse(SpamDetection.NONE),
            ruleSet(named, Trigger.INBOUND),
            ruleSet(named, Trigger.OUTBOUND),
            workspace.requireApproval());
    return new Known(now, guard, WORKSPACE + named.stream().mapToLong(Guards::weight).sum());
  }

  private static long weight(Rule rule) {
    long texts =
        rule.match().conditions().stream()
            .flatMap(condition -> condition.values().stream())
            .mapToLong(String::length)
            .sum();
    int parts = 1 + rule.match().conditions().size() + rule.actions().size();
    return PART * parts + 2 * (texts + rule.name().length() + rule.description().length());
  }

  private RuleSet ruleSet(List<Rule> named, Trigger trigger) {
    List<Rule> chosen = named.stream().filter(rule -> rule.trigger() == trigger).toList();
    return RuleSet.of(chosen, lists);
  }

  private Guard planOnly() {
    return new Guard(
        Allowance.of(PolicyLimits.NONE, plan),
        SpamDetection.NONE,
        RuleSet.NONE,
        RuleSet.NONE,
        false);
  }
}

package dev.postern.guard;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.rules.Rule;
import dev.postern.rules.RuleStore;
import dev.postern.rules.Seen;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The rules of applications: made, changed and removed, with effect at once.
public final class Rulebook {
  private static final int MOST = 10_000;

  private final RuleStore store;
  private final Guards guards;
  private final InstantSource clock;

  /// Keeps the rules of `store`.
  public Rulebook(RuleStore store, Guards guards, InstantSource clock) {
    this.store = store;
    this.guards = guards;
    this.clock = clock;
  }

  /// Returns an application's rules, oldest first.
  public List<Rule> of(UUID application, Optional<Seen> after, int limit) {
    return store.rules(application, after, limit);
  }

  /// Returns a rule.
  ///
  /// @throws GatewayException with NOT_FOUND
  public Rule find(UUID application, UUID id) {
    return store.rule(application, id).orElseThrow(Rulebook::notFound);
  }

  private static GatewayException notFound() {
    return new GatewayException(Fault.NOT_FOUND, "rule not found");
  }

  /// Makes a rule.
  ///
  /// @throws GatewayException with INVALID, naming the member; PLAN_LIMIT; LIMIT
  public Rule create(UUID application, RuleChange change) {
    Instant now = now();
    Rule rule = RuleCheck.rule(UUID.randomUUID(), application, change, now, now);
    Cap cap = new Cap(guards.plan().rules(), MOST, "rules");
    try {
      cap.hold(() -> store.add(rule, cap.most()));
    } finally {
      guards.changed();
    }
    return rule;
  }

  /// Changes a rule, which must be a valid one as a whole afterwards.
  ///
  /// @throws GatewayException with NOT_FOUND, INVALID; then nothing changed
  public Rule update(UUID application, UUID id, RuleChange change) {
    Instant now = now();
    try {
      return store.edit(
          application,
          id,
          old ->
              RuleCheck.rule(
                  old.id(),
                  old.application(),
                  change.over(RuleChange.of(old)),
                  old.createdAt(),
                  now));
    } finally {
      guards.changed();
    }
  }

  /// Removes a rule. Workspaces that name it keep naming it.
  ///
  /// @throws GatewayException with NOT_FOUND
  public void remove(UUID application, UUID id) {
    boolean removed;
    try {
      removed = store.remove(application, id);
    } finally {
      guards.changed();
    }
    if (!removed) {
      throw notFound();
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}

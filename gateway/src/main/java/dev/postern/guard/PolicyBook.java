package dev.postern.guard;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.rules.Limit;
import dev.postern.rules.Plan;
import dev.postern.rules.Policy;
import dev.postern.rules.PolicyLimits;
import dev.postern.rules.PolicyOptions;
import dev.postern.rules.PolicyStore;
import dev.postern.rules.Seen;
import dev.postern.rules.SpamDetection;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;

/// The policies of applications: made, changed and removed, with effect at once.
public final class PolicyBook {
  private static final int MOST = 1000;

  /// Those that clients know: they are told even if nothing limits them.
  private static final Set<Limit> TOLD = EnumSet.range(Limit.ATTACHMENT_SIZE, Limit.SPAM_RETENTION);

  private final PolicyStore store;
  private final Guards guards;
  private final Plan plan;
  private final Usual usual;
  private final InstantSource clock;

  /// Keeps the policies of `store`.
  ///
  /// @param usual what holds where a policy says nothing
  public PolicyBook(PolicyStore store, Guards guards, Usual usual, InstantSource clock) {
    this.store = store;
    this.guards = guards;
    this.plan = guards.plan();
    this.usual = usual;
    this.clock = clock;
  }

  /// Returns an application's policies, oldest first.
  public List<Policy> of(UUID application, Optional<Seen> after, int limit) {
    return store.policies(application, after, limit);
  }

  /// Returns a policy.
  ///
  /// @throws GatewayException with NOT_FOUND
  public Policy find(UUID application, UUID id) {
    return store.policy(application, id).orElseThrow(PolicyBook::notFound);
  }

  private static GatewayException notFound() {
    return new GatewayException(Fault.NOT_FOUND, "policy not found");
  }

  /// Makes a policy.
  ///
  /// @throws GatewayException with INVALID, naming the member; PLAN_LIMIT; LIMIT
  public Policy create(UUID application, PolicyChange asked) {
    PolicyChange change = new PolicyCheck(plan).checked(asked);
    Instant now = now();
    Policy policy =
        new Policy(
            UUID.randomUUID(),
            application,
            change.name().orElseThrow(() -> Words.required("name")),
            PolicyCheck.merged(PolicyLimits.NONE, change.limits()),
            change.spam(),
            change.ruleIds().orElse(List.of()),
            change.options(),
            now,
            now);
    new Cap(OptionalInt.empty(), MOST, "policies").hold(() -> store.add(policy, MOST));
    return policy;
  }

  /// Changes a policy, inside its limits and its spam detection too.
  ///
  /// @throws GatewayException with NOT_FOUND, INVALID, PLAN_LIMIT; then nothing changed
  public Policy update(UUID application, UUID id, PolicyChange asked) {
    PolicyChange change = new PolicyCheck(plan).checked(asked);
    Instant now = now();
    try {
      return store.edit(application, id, old -> merged(old, change, now));
    } finally {
      guards.changed();
    }
  }

  private static Policy merged(Policy old, PolicyChange change, Instant now) {
    SpamDetection spam = change.spam();
    PolicyOptions options = change.options();
    return new Policy(
        old.id(),
        old.application(),
        change.name().orElse(old.name()),
        PolicyCheck.merged(old.limits(), change.limits()),
        new SpamDetection(
            spam.dnsbl().or(() -> old.spam().dnsbl()),
            spam.headerAnomalies().or(() -> old.spam().headerAnomalies()),
            spam.sensitivity().or(() -> old.spam().sensitivity())),
        change.ruleIds().orElse(old.ruleIds()),
        new PolicyOptions(
            options.additionalFolders().or(() -> old.options().additionalFolders()),
            options.useCidrAliasing().or(() -> old.options().useCidrAliasing())),
        old.createdAt(),
        now);
  }

  /// Removes a policy; for the workspaces that name it the plan alone holds from now on.
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

  /// Returns a policy with what really holds under it, written out: -1 where nothing limits.
  public Policy effective(Policy policy) {
    Map<Limit, Long> numbers = new EnumMap<>(Limit.class);
    for (Limit limit : Limit.values()) {
      effective(limit, policy.limits().numbers().get(limit))
          .ifPresent(number -> numbers.put(limit, number));
    }
    SpamDetection spam = policy.spam();
    return new Policy(
        policy.id(),
        policy.application(),
        policy.name(),
        new PolicyLimits(
            numbers, policy.limits().attachmentTypes().or(() -> Optional.of(List.of()))),
        new SpamDetection(
            Optional.of(spam.dnsbl().orElse(usual.dnsbl())),
            Optional.of(spam.headerAnomalies().orElse(usual.headerAnomalies())),
            Optional.of(spam.sensitivity().orElse(Usual.SENSITIVITY))),
        policy.ruleIds(),
        policy.options(),
        policy.createdAt(),
        policy.updatedAt());
  }

  private Optional<Long> effective(Limit limit, @org.jspecify.annotations.Nullable Long written) {
    Long allowed = plan.limits().get(limit);
    if (written != null && written >= 0) {
      return Optional.of(allowed == null ? written : Math.min(written, allowed));
    }
    if (allowed != null || written != null) {
      return Optional.of(allowed == null ? -1L : allowed);
    }
    Long served = usual.limits().get(limit);
    return served == null && !TOLD.contains(limit)
        ? Optional.empty()
        : Optional.of(served == null ? -1L : served);
  }
}

package dev.postern.guard;

import dev.postern.auth.Grant;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Quota;
import dev.postern.rules.Limit;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// What each account may keep: what is configured for all, and no more than its workspace allows.
///
/// It is asked for each transaction, so it remembers what it found until something changes. Safe
/// for concurrent use.
public final class StorageQuota implements Function<AccountId, Quota> {
  private static final int REMEMBERED = 10_000;

  private final Quota configured;
  private final Function<AccountId, Optional<Grant>> grants;
  private final Function<Grant, Guard> guards;
  private final LongSupplier changes;
  private final Map<AccountId, Known> known = new ConcurrentHashMap<>();

  private record Known(long asOf, Quota quota) {}

  /// Makes quotas out of these.
  ///
  /// @param grants finds the live grant of an account, as it is now
  /// @param changes another number whenever guards or the places of grants changed
  public StorageQuota(
      Quota configured,
      Function<AccountId, Optional<Grant>> grants,
      Function<Grant, Guard> guards,
      LongSupplier changes) {
    this.configured = configured;
    this.grants = grants;
    this.guards = guards;
    this.changes = changes;
  }

  /// Returns an account's quota; that of all for an account that nobody has.
  ///
  /// @throws dev.postern.fault.GatewayException with UNAVAILABLE if it cannot be found out
  @Override
  public Quota apply(AccountId account) {
    long now = changes.getAsLong();
    Known found = known.get(account);
    if (found != null && found.asOf() == now) {
      return found.quota();
    }
    Optional<Grant> grant = grants.apply(account);
    Quota quota = grant.map(guards).map(this::within).orElse(configured);
    if (grant.isPresent()) {
      if (known.size() >= REMEMBERED) {
        known.clear();
      }
      known.put(account, new Known(now, quota));
    }
    return quota;
  }

  private Quota within(Guard guard) {
    OptionalLong allowed = guard.allowance().limit(Limit.STORAGE);
    return allowed.isEmpty() || allowed.getAsLong() >= configured.octets().orElse(Long.MAX_VALUE)
        ? configured
        : new Quota(allowed, configured.messages());
  }
}

package dev.postern.outbound;

import dev.postern.fault.GatewayException;
import dev.postern.mailbox.MailTx;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// Holds senders to the [SendLimits]: an application's sends in a second, an account's on a day.
///
/// Days are counted in the account's own transactions, so the number is exact and durable.
public final class Quotas {
  /// Everybody sends as much as they like.
  public static final Quotas NONE = new Quotas();

  private final SendLimits limits;
  private final Optional<ScheduleStore> schedules;
  private final Map<UUID, Turns> turns = new ConcurrentHashMap<>();

  private Quotas() {
    this.limits = SendLimits.NONE;
    this.schedules = Optional.empty();
  }

  /// Limits sends, in the knowledge of what waits in `schedules`.
  public Quotas(SendLimits limits, ScheduleStore schedules) {
    this.limits = limits;
    this.schedules = Optional.of(schedules);
  }

  /// Takes an application's next turn; see [Sending#turn].
  Optional<Instant> turn(UUID application, Instant now) {
    if (limits.perSecond().isEmpty() || schedules.isEmpty()) {
      return Optional.empty();
    }
    ScheduleStore store = schedules.get();
    return turns
        .computeIfAbsent(
            application,
            _ ->
                new Turns(
                    limits.perSecond().getAsInt(),
                    limits.longestWait(),
                    () -> store.lastQueued(application)))
        .take(now);
  }

  /// Counts one send of today.
  ///
  /// @return the day, to take it back; empty if sends are not counted
  /// @throws GatewayException with THROTTLED if there were as many as are allowed
  OptionalLong count(MailTx tx, Instant now) {
    if (limits.perDay().isEmpty()) {
      return OptionalLong.empty();
    }
    long day = Math.floorDiv(now.getEpochSecond(), Duration.ofDays(1).toSeconds());
    if (tx.join(ScheduleTx.class).count(day, 1) > limits.perDay().getAsInt()) {
      Instant tomorrow = Instant.EPOCH.plus(Duration.ofDays(day + 1));
      throw GatewayException.throttled(
          "daily quota exceeded: at most "
              + limits.perDay().getAsInt()
              + " sends from 00:00 to 24:00 UTC",
          Duration.between(now, tomorrow));
    }
    return OptionalLong.of(day);
  }
}

package dev.postern.outbound;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.Counters;
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
  private final boolean pauses;
  private final Map<UUID, Turns> turns = new ConcurrentHashMap<>();

  private Quotas() {
    this.limits = SendLimits.NONE;
    this.schedules = Optional.empty();
    this.pauses = false;
  }

  /// Limits sends, in the knowledge of what waits in `schedules`.
  ///
  /// @param pauses whether an account whose mail harms the server's name may send no more
  public Quotas(SendLimits limits, ScheduleStore schedules, boolean pauses) {
    this.limits = limits;
    this.schedules = Optional.of(schedules);
    this.pauses = pauses;
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
  /// @throws GatewayException with THROTTLED if there were as many as are allowed, SENDING_PAUSED
  ///   if the account may not send
  OptionalLong count(MailTx tx, Instant now) {
    if (pauses && tx.join(ReputationTx.class).present().state() == Reputation.State.PAUSED) {
      throw new GatewayException(
          Fault.SENDING_PAUSED,
          "sending paused: too much of this account's mail bounces or is complained of");
    }
    if (limits.perDay().isEmpty()) {
      return OptionalLong.empty();
    }
    long day = Math.floorDiv(now.getEpochSecond(), Duration.ofDays(1).toSeconds());
    if (tx.join(Counters.class).add(Counters.Kind.SENT, day, 1) > limits.perDay().getAsInt()) {
      Instant tomorrow = Instant.EPOCH.plus(Duration.ofDays(day + 1));
      throw GatewayException.throttled(
          "daily quota exceeded: at most "
              + limits.perDay().getAsInt()
              + " sends from 00:00 to 24:00 UTC",
          Duration.between(now, tomorrow));
    }
    return OptionalLong.of(day);
  }

  /// Takes a count back.
  static void uncount(MailTx tx, long day) {
    long _ = tx.join(Counters.class).add(Counters.Kind.SENT, day, -1);
  }
}

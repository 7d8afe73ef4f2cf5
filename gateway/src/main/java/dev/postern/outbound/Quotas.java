package dev.postern.outbound;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.Counters;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailTx;
import dev.postern.rules.Allowance;
import dev.postern.rules.Limit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// Holds senders to the [SendLimits] and to their policies: an application's sends in a second, an
/// account's in a minute and on a day.
///
/// The latter are counted in the account's own transactions, so they are exact and durable.
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

  /// Takes an application's next turn.
  ///
  /// @return when the mail may go; empty: now
  /// @throws GatewayException with THROTTLED if too many wait already
  Optional<Instant> turn(UUID application, Instant now) {
    return turns(application).flatMap(turns -> turns.take(now));
  }

  /// Tells what [#turn] would, and leaves the turn to others.
  Optional<Instant> nextTurn(UUID application, Instant now) {
    return turns(application).flatMap(turns -> turns.next(now));
  }

  private Optional<Turns> turns(UUID application) {
    return limits.perSecond().isEmpty()
        ? Optional.empty()
        : schedules.map(
            store -> turns.computeIfAbsent(application, _ -> turns(application, store)));
  }

  private Turns turns(UUID application, ScheduleStore store) {
    return new Turns(
        limits.perSecond().orElseThrow(),
        limits.longestWait(),
        () -> store.lastQueued(application));
  }

  /// Returns what a mail adds to its account's numbers.
  ///
  /// @param recipients addresses that the account never wrote to or heard from count as new
  List<Toll> tolls(MailRead read, Allowance allowance, List<String> recipients, Instant now) {
    List<Toll> tolls = new ArrayList<>();
    tolls.add(Toll.ofDay(Counters.Kind.SENT, now, 1, perDay(allowance)));
    OptionalLong perMinute = allowance.limit(Limit.MINUTE_SENT);
    if (perMinute.isPresent()) {
      tolls.add(Toll.ofMinute(Counters.Kind.SENT_MINUTE, now, 1, perMinute));
    }
    OptionalLong newOnes = allowance.limit(Limit.DAILY_NEW_RECIPIENTS);
    if (newOnes.isPresent()) {
      long strangers = Strangers.among(read, recipients);
      tolls.add(Toll.ofDay(Counters.Kind.NEW_RECIPIENTS, now, strangers, newOnes));
    }
    return tolls;
  }

  // The smaller one: whoever runs the server has the last word.
  private OptionalLong perDay(Allowance allowance) {
    OptionalLong ofPolicy = allowance.limit(Limit.DAILY_SENT);
    if (limits.perDay().isEmpty()) {
      return ofPolicy;
    }
    return OptionalLong.of(Math.min(limits.perDay().getAsInt(), ofPolicy.orElse(Long.MAX_VALUE)));
  }

  /// Refuses an account whose mail harms the server's name.
  ///
  /// @throws GatewayException with SENDING_PAUSED
  void refusePaused(MailTx tx) {
    if (pauses && tx.join(ReputationTx.class).present().state() == Reputation.State.PAUSED) {
      throw new GatewayException(
          Fault.SENDING_PAUSED,
          "sending paused: too much of this account's mail bounces or is complained of");
    }
  }

  /// Takes a count back; recipients that are new still do not count as met.
  static void uncount(MailTx tx, long day, List<String> recipients) {
    Counters counters = tx.join(Counters.class);
    long _ = counters.add(Counters.Kind.SENT, day, -1);
    if (counters.add(Counters.Kind.NEW_RECIPIENTS, day, 0) > 0) {
      long strangers = Strangers.among(tx, recipients);
      long _ = counters.add(Counters.Kind.NEW_RECIPIENTS, day, -strangers);
    }
  }
}

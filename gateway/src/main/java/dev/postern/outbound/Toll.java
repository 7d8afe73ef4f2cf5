package dev.postern.outbound;

import dev.postern.fault.GatewayException;
import dev.postern.mailbox.Counters;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/// What a mail adds to one of its account's numbers, and how high that may become.
///
/// @param length of the period in which is counted; periods begin with 1970, in UTC
/// @param period number of the period
/// @param more what this mail adds
/// @param limit empty: there is none
record Toll(Counters.Kind kind, Duration length, long period, long more, OptionalLong limit) {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  static Toll ofDay(Counters.Kind kind, Instant now, long more, OptionalLong limit) {
    return new Toll(kind, DAY, number(DAY, now), more, limit);
  }

  static Toll ofMinute(Counters.Kind kind, Instant now, long more, OptionalLong limit) {
    return new Toll(kind, MINUTE, number(MINUTE, now), more, limit);
  }

  private static long number(Duration length, Instant now) {
    return Math.floorDiv(now.getEpochSecond(), length.toSeconds());
  }

  /// Counts the mail.
  ///
  /// @throws GatewayException with THROTTLED if that is more than are allowed
  void pay(Counters counters, Instant now) {
    if (more > 0 && counters.add(kind, period, more) > limit.orElse(Long.MAX_VALUE)) {
      throw refusal(now);
    }
  }

  /// Returns how many were counted so far.
  long used(Counters counters) {
    return counters.add(kind, period, 0);
  }

  /// Refuses the mail as [#pay] does, and counts nothing.
  void check(Counters counters, Instant now) {
    if (more > 0 && used(counters) + more > limit.orElse(Long.MAX_VALUE)) {
      throw refusal(now);
    }
  }

  private GatewayException refusal(Instant now) {
    Instant next = Instant.EPOCH.plus(length.multipliedBy(period + 1));
    return GatewayException.throttled(
        switch (kind) {
          case NEW_RECIPIENTS ->
              "daily quota of new recipients exceeded: at most "
                  + limit.orElse(0)
                  + " from 00:00 to 24:00 UTC, and this mail has "
                  + more;
          case SENT_MINUTE -> "rate limit exceeded: at most " + limit.orElse(0) + " sends a minute";
          case SENT, RECEIVED ->
              "daily quota exceeded: at most " + limit.orElse(0) + " sends from 00:00 to 24:00 UTC";
        },
        Duration.between(now, next));
  }
}

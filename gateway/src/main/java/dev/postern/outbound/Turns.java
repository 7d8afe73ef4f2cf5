package dev.postern.outbound;

import dev.postern.fault.GatewayException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/// Whose turn it is to send: so many a second go out at once, further ones get the next free time,
/// in the order in which they came.
///
/// A virtual schedule: `free` is when the next mail would go if mails went at even distances, and
/// one may go ahead of it by as much as makes a full second's number. What waits in the store is
/// never overtaken, so a restart forgets nothing that matters.
final class Turns {
  // A mail whose turn was given may not be in the store yet.
  private static final Duration ON_ITS_WAY = Duration.ofSeconds(10);
  private static final Duration SLACK = Duration.ofSeconds(2);

  private final Duration apart;
  private final Duration allowance;
  private final Duration longestWait;
  private final Supplier<Optional<Instant>> lastQueued;

  // Guarded by this.
  private Instant free = Instant.EPOCH;
  private Instant watchUntil = Instant.MAX;

  /// @param perSecond at least 1
  /// @param lastQueued when the last mail that waits is due; asked for only while some may wait
  Turns(int perSecond, Duration longestWait, Supplier<Optional<Instant>> lastQueued) {
    this.apart = Duration.ofSeconds(1).dividedBy(perSecond);
    this.allowance = Duration.ofSeconds(1).minus(apart);
    this.longestWait = longestWait;
    this.lastQueued = lastQueued;
  }

  /// Takes the next turn.
  ///
  /// @return when it is; empty: now
  /// @throws GatewayException with THROTTLED if it is too far away
  synchronized Optional<Instant> take(Instant now) {
    Optional<Instant> last = Optional.empty();
    if (!now.isAfter(watchUntil)) {
      last = lastQueued.get().filter(due -> !isOfAnotherClock(due, now));
      watchUntil = last.isPresent() || !watchUntil.equals(Instant.MAX) ? watchUntil : now;
    }
    Instant next = free.isBefore(now) || isOfAnotherClock(free, now) ? now : free;
    Instant turn = next.minus(allowance);
    if (last.isEmpty() && !turn.isAfter(now)) {
      free = next.plus(apart);
      return Optional.empty();
    }
    Instant behind = last.map(due -> due.plus(apart)).orElse(turn);
    return Optional.of(queued(turn.isBefore(behind) ? behind : turn, now));
  }

  /// Tells what [#take] would return or throw, and takes nothing.
  synchronized Optional<Instant> next(Instant now) {
    Instant freeNow = free;
    Instant watched = watchUntil;
    try {
      return take(now);
    } finally {
      free = freeNow;
      watchUntil = watched;
    }
  }

  private Instant queued(Instant turn, Instant now) {
    Duration wait = Duration.between(now, turn);
    if (wait.compareTo(longestWait) > 0) {
      throw GatewayException.throttled(
          "rate limit exceeded: too many sends at once, and the queue is full",
          wait.minus(longestWait));
    }
    Instant due = Instant.ofEpochMilli(Math.max(turn.toEpochMilli(), now.toEpochMilli() + 1));
    free = due.plus(allowance).plus(apart);
    watchUntil = due.plus(ON_ITS_WAY).plus(longestWait);
    return due;
  }

  // After the clock was set back nobody waits for as long.
  private boolean isOfAnotherClock(Instant turn, Instant now) {
    return turn.isAfter(now.plus(longestWait).plus(SLACK));
  }
}

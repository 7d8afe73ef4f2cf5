package dev.postern.outbound;

import dev.postern.outbound.Destinations.Limits;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.SequencedSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One next hop: how many transfers go there at once, and whether any do.
///
/// What goes well lets more go at once, a server that cannot be reached fewer. When too many in a
/// row could not reach it nothing is tried for a while, then one transfer finds out; each time that
/// fails the pause is longer. Guarded by the lock of [Running].
final class Hop {
  private static final Logger log = LoggerFactory.getLogger(Hop.class);
  private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(30);
  private static final int LANES = 1024;

  private final String name;
  private final Limits limits;
  private final SequencedSet<Lane> waiting = new LinkedHashSet<>();
  private Optional<Lane> leftOut = Optional.empty();
  private int limit;
  private int running;
  private int recipients;
  private int failures;
  private boolean proven;
  private Duration pause = Duration.ZERO;
  private Instant closedUntil = Instant.MIN;

  Hop(String name, Limits limits) {
    this.name = name;
    this.limits = limits;
    this.limit = limits.first();
  }

  String name() {
    return name;
  }

  /// Returns how many recipients are under way.
  int recipients() {
    return recipients;
  }

  boolean isIdle() {
    return running == 0;
  }

  /// Says whether something went there lately.
  boolean isProven() {
    return proven;
  }

  /// Returns when it is tried again; a time long past if it is not given up.
  Instant closedUntil() {
    return closedUntil;
  }

  /// Returns how many transfers may begin.
  int free(Instant now) {
    if (!pause.isZero()) {
      return now.isBefore(closedUntil) || running > 0 ? 0 : 1;
    }
    return Math.max(0, limit - running);
  }

  /// Says whether enough slots are free to look for work: a look for each slot is too many.
  boolean isWorthALook(Instant now) {
    return running == 0 || free(now) > limit / 4;
  }

  void started(int count) {
    running++;
    recipients += count;
  }

  /// Notes the end of a transfer.
  ///
  /// @param reached false if no server could be used
  void ended(int count, boolean reached, Instant now) {
    running--;
    recipients -= count;
    if (reached) {
      if (!pause.isZero()) {
        log.info("{} can be reached again", name);
      }
      limit = pause.isZero() ? Math.min(limits.most(), limit + 1) : limits.first();
      failures = 0;
      pause = Duration.ZERO;
      closedUntil = Instant.MIN;
      proven = true;
    } else if (!now.isBefore(closedUntil)) {
      failures++;
      limit = Math.max(1, limit - 1);
      if (failures >= limit || !pause.isZero()) {
        close(now);
      }
    }
  }

  private void close(Instant now) {
    Duration longer = pause.isZero() ? FIRST_PAUSE : pause.multipliedBy(2);
    pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
    closedUntil = now.plus(pause);
    log.info("{} cannot be reached; nothing is tried there until {}", name, closedUntil);
    proven = false;
  }

  /// Lets it be tried at once.
  void reopen(Instant now) {
    closedUntil = now;
  }

  /// Says whether mail to a domain goes there, as far as is known.
  boolean isFor(String domain) {
    return name.equals(domain) || waiting.stream().anyMatch(lane -> lane.domain().equals(domain));
  }

  /// Notes that a lane has due mail for it. When there are very many, the first one that is left
  /// out is remembered.
  ///
  /// @return false if it is left out
  boolean await(Lane lane) {
    if (waiting.size() >= LANES && !waiting.contains(lane)) {
      leftOut = leftOut.or(() -> Optional.of(lane));
      return false;
    }
    waiting.add(lane);
    return true;
  }

  boolean isAwaited() {
    return !waiting.isEmpty();
  }

  /// Takes the lane that waits for longest.
  Lane nextLane() {
    return waiting.removeFirst();
  }

  /// Takes the lane from which on lanes were left out, if only now there is room.
  Optional<Lane> takeLeftOut() {
    Optional<Lane> lane = waiting.isEmpty() ? leftOut : Optional.empty();
    if (lane.isPresent()) {
      leftOut = Optional.empty();
    }
    return lane;
  }
}

package dev.postern.outbound;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The hops that something is known of, and the slots that they share. Bounded: of hops that are
/// idle the one that was used longest ago is forgotten. Guarded by the lock of [Running].
final class Destinations {
  /// The name of the hop for mail that stays here.
  static final String HERE = "";

  // Slots of hops of which nothing good is known: those that answer must not wait for timeouts.
  private static final int SLOTS = 200;
  private static final int FIRST_TRY_SLOTS = 175;
  private static final int DOUBTFUL_SLOTS = 125;
  private static final Limits REMOTE = new Limits(5, 20);
  private static final Limits LOCAL = new Limits(32, 32);
  private static final int KNOWN = 20_000;
  private static final int WAITING = 2000;
  private static final int PACED = 10_000;

  private final Hop here = new Hop(HERE, LOCAL);
  private final Map<String, Hop> remote = new LinkedHashMap<>(16, 0.75f, true);
  private final SequencedSet<Hop> ready = new LinkedHashSet<>();
  private final SequencedSet<Hop> doubtful = new LinkedHashSet<>();
  private final NavigableSet<Hop> closed =
      new TreeSet<>(Comparator.comparing(Hop::closedUntil).thenComparing(Hop::name));
  private final NavigableMap<Instant, List<Lane>> paced = new TreeMap<>();
  private int pacedLanes;
  private int running;

  /// How many transfers a hop gets at once.
  ///
  /// @param first while nothing is known of it
  record Limits(int first, int most) {}

  /// Returns what is known of a hop.
  Hop hop(String name) {
    if (name.equals(HERE)) {
      return here;
    }
    Hop known = remote.get(name);
    if (known == null) {
      forgetSome();
      known = new Hop(name, REMOTE);
      remote.put(name, known);
    }
    return known;
  }

  private void forgetSome() {
    Iterator<Hop> eldest = remote.values().iterator();
    for (int tries = 0; remote.size() >= KNOWN && eldest.hasNext() && tries < SLOTS * 2; tries++) {
      Hop hop = eldest.next();
      if (hop.isIdle()) {
        eldest.remove();
        ready.remove(hop);
        doubtful.remove(hop);
        closed.remove(hop);
      }
    }
  }

  /// Says whether a transfer to a hop may begin.
  ///
  /// @param first whether it is the mail's first try
  boolean mayStart(Hop hop, boolean first, Instant now) {
    return hop.free(now) > 0
        && (hop == here
            || running < (hop.isProven() ? SLOTS : first ? FIRST_TRY_SLOTS : DOUBTFUL_SLOTS));
  }

  void started(Hop hop, int recipients) {
    hop.started(recipients);
    running += hop == here ? 0 : 1;
  }

  /// Notes the end of a transfer.
  ///
  /// @return whether to look for what waits
  boolean ended(Hop hop, int recipients, boolean reached, Instant now) {
    boolean full = running >= DOUBTFUL_SLOTS;
    closed.remove(hop);
    hop.ended(recipients, reached, now);
    running -= hop == here ? 0 : 1;
    queue(hop, now);
    return full || (hop.isAwaited() && hop.isWorthALook(now));
  }

  /// Notes that a lane has due mail for a hop.
  ///
  /// @return false if there was no room to note it
  boolean await(Hop hop, Lane lane, Instant now) {
    boolean noted = hop.await(lane);
    queue(hop, now);
    return noted;
  }

  /// Lets a hop wait for its next turn, if lanes wait for it.
  void queue(Hop hop, Instant now) {
    if (!hop.isAwaited()) {
      return;
    }
    if (now.isBefore(hop.closedUntil())) {
      closed.add(hop);
    } else if (hop.free(now) > 0) {
      (hop.isProven() || hop == here ? ready : doubtful).add(hop);
    }
  }

  /// Says whether there is enough to do with what waits already.
  boolean isBusy() {
    return ready.size() + doubtful.size() >= WAITING;
  }

  /// Takes the hop whose turn it is: one for which lanes wait and that has a slot.
  Optional<Hop> next(Instant now) {
    while (!closed.isEmpty() && !now.isBefore(closed.getFirst().closedUntil())) {
      queue(closed.pollFirst(), now);
    }
    return next(ready, now).or(() -> next(doubtful, now));
  }

  private Optional<Hop> next(SequencedSet<Hop> hops, Instant now) {
    while (!hops.isEmpty()) {
      Hop hop = hops.getFirst();
      if (hop.isAwaited() && hop.free(now) > 0) {
        if (!mayStart(hop, false, now)) {
          return Optional.empty();
        }
        hops.removeFirst();
        return Optional.of(hop);
      }
      hops.removeFirst();
    }
    return Optional.empty();
  }

  /// Lets hops that were closed be tried now.
  void reopen(Optional<String> domain, Instant now) {
    for (Hop hop : remote.values()) {
      if (now.isBefore(hop.closedUntil()) && domain.map(hop::isFor).orElse(true)) {
        closed.remove(hop);
        hop.reopen(now);
        queue(hop, now);
      }
    }
  }

  /// Keeps a lane back whose mail may not go so fast.
  ///
  /// @return false if there was no room to note it
  boolean pace(Lane lane, Instant until) {
    if (pacedLanes >= PACED) {
      return false;
    }
    pacedLanes++;
    paced.computeIfAbsent(until, _ -> new ArrayList<>()).add(lane);
    return true;
  }

  /// Takes the lanes that were kept back until now.
  List<Lane> unpaced(Instant now) {
    List<Lane> lanes = new ArrayList<>();
    while (!paced.isEmpty() && !paced.firstKey().isAfter(now)) {
      lanes.addAll(paced.pollFirstEntry().getValue());
    }
    pacedLanes -= lanes.size();
    return lanes;
  }

  /// Returns when the next closed hop is tried again, or the next lane was kept back long enough.
  Optional<Instant> nextTime() {
    Optional<Instant> lane = Optional.ofNullable(paced.firstEntry()).map(Map.Entry::getKey);
    Optional<Instant> hop = closed.stream().findFirst().map(Hop::closedUntil);
    return lane.filter(at -> hop.isEmpty() || at.isBefore(hop.get())).or(() -> hop);
  }
}

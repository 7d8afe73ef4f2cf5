package dev.postern.guard;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A bounded place for lists. If there is no room for one, it is left out for a while; every ten
/// seconds those make way that nobody asked for meanwhile. So lists which are all in use do not
/// drive each other out with every mail. Safe for concurrent use.
final class Shelf {
  private static final long PATIENCE = 1000;
  private static final long PACE = Duration.ofSeconds(10).toNanos();

  private final long room;
  private final Map<UUID, Kept> known = new ConcurrentHashMap<>();
  private long taken;
  private long swept = System.nanoTime();

  /// @param room octets
  Shelf(long room) {
    this.room = room;
  }

  long room() {
    return room;
  }

  /// A list as it was.
  static final class Kept {
    private final long asOf;
    private final @Nullable Members members;
    private volatile boolean used = true;
    // Lost counts do no harm.
    private long asks;

    Kept(long asOf, @Nullable Members members, long patience) {
      this.asOf = asOf;
      this.members = members;
      this.asks = patience;
    }

    /// Returns what is in it; null if there was no room.
    @Nullable Members members() {
      return members;
    }

    private boolean isWorn() {
      return members == null && --asks < 0;
    }

    private long weight() {
      return Members.weight(0) + (members == null ? 0 : members.weight());
    }
  }

  /// Returns a list if it is here and of that age.
  @Nullable Kept find(UUID list, long asOf) {
    Kept kept = known.get(list);
    if (kept == null || kept.asOf != asOf || kept.isWorn()) {
      return null;
    }
    if (!kept.used) {
      kept.used = true;
    }
    return kept;
  }

  /// Keeps a list, if there is room.
  ///
  /// @param members null if they are too many at once
  /// @param count how many there are
  synchronized Kept put(UUID list, long asOf, @Nullable Members members, long count) {
    drop(list);
    Kept whole = new Kept(asOf, members, PATIENCE + count / 10);
    if (members != null && taken + whole.weight() > room) {
      makeWay(whole.weight());
    }
    boolean fits = taken + whole.weight() <= room;
    Kept kept = fits ? whole : new Kept(asOf, null, PATIENCE + count / 10);
    known.put(list, kept);
    taken += kept.weight();
    return kept;
  }

  private void makeWay(long wanted) {
    if (System.nanoTime() - swept < PACE) {
      return;
    }
    swept = System.nanoTime();
    for (UUID each : known.keySet()) {
      Kept kept = known.get(each);
      if (kept != null && !kept.used && taken + wanted > room) {
        drop(each);
      } else if (kept != null) {
        kept.used = false;
      }
    }
  }

  synchronized void drop(UUID list) {
    Kept kept = known.remove(list);
    taken -= kept == null ? 0 : kept.weight();
  }
}

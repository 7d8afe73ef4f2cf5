package dev.postern.metrics;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Counts by name, for ever upwards. Counting allocates nothing once a name is known and never
/// waits. Names are few and our own: never what a client sent.
public final class Tally {
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  /// Counts one.
  public void add(String name) {
    add(name, 1);
  }

  /// Counts several.
  public void add(String name, long more) {
    LongAdder known = counts.get(name);
    if (known == null) {
      known = counts.computeIfAbsent(name, _ -> new LongAdder());
    }
    known.add(more);
  }

  /// Returns how many there are of each name that was counted.
  public Map<String, Long> counts() {
    Map<String, Long> copy = new TreeMap<>();
    counts.forEach((name, count) -> copy.put(name, count.sum()));
    return copy;
  }

  /// Returns how many there are of one name.
  public long count(String name) {
    LongAdder known = counts.get(name);
    return known == null ? 0 : known.sum();
  }
}

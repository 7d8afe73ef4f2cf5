package dev.postern.guard;

import dev.postern.rules.ListStore;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// What is in which list, in memory. Safe for concurrent use.
public final class Memberships {
  private final ListStore lists;
  private final Map<UUID, Set<String>> known = new ConcurrentHashMap<>();

  /// Reads from `lists`.
  public Memberships(ListStore lists) {
    this.lists = lists;
  }

  /// Says whether a list holds a value.
  ///
  /// @param value normalised
  public boolean holds(UUID list, String value) {
    return known.computeIfAbsent(list, this::read).contains(value);
  }

  private Set<String> read(UUID list) {
    Set<String> values = new HashSet<>();
    lists.values(list, values::add);
    return values;
  }

  /// Says that a list changed. Call when the change is durable and before it is answered.
  public void changed(UUID list) {
    known.remove(list);
  }
}

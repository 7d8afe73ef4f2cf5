package dev.postern.rules;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The values that one mail has for one field, and what was found out about them.
final class Found {
  private final List<String> values;
  private final boolean partial;
  private final Lists lists;
  private final Map<UUID, Boolean> held = new HashMap<>();
  private @Nullable List<Predicate<UUID>> probes;
  private @Nullable List<String> readable;
  private double @Nullable [] numbers;

  /// @param partial whether there may be more
  Found(List<String> values, boolean partial, Lists lists) {
    this.values = values;
    this.partial = partial;
    this.lists = lists;
  }

  List<String> values() {
    return values;
  }

  /// Says whether something is so of each value by itself, of which there is at least one.
  boolean areAll(Predicate<Found> test) {
    return values.size() < 2
        ? test.test(this)
        : values.stream().allMatch(value -> test.test(new Found(List.of(value), partial, lists)));
  }

  boolean isPartial() {
    return partial;
  }

  /// Says whether a list holds any of the values.
  boolean anyIn(UUID list) {
    Boolean known = held.get(list);
    if (known == null) {
      known = probe(list);
      held.put(list, known);
    }
    return known;
  }

  private boolean probe(UUID list) {
    if (probes == null) {
      probes = values.stream().map(lists::holding).toList();
    }
    for (Predicate<UUID> probe : probes) {
      if (probe.test(list)) {
        return true;
      }
    }
    return false;
  }

  /// Says whether any of the values contains a text, as it is or with the U-labels of its domain.
  boolean anyContains(String text, boolean named) {
    return any(values, text) || (named && any(readable(), text));
  }

  private static boolean any(List<String> values, String text) {
    for (String value : values) {
      if (value.contains(text)) {
        return true;
      }
    }
    return false;
  }

  private List<String> readable() {
    if (readable == null) {
      readable =
          values.stream().filter(value -> value.contains("xn--")).map(Normal::readable).toList();
    }
    return readable;
  }

  double[] numbers() {
    if (numbers == null) {
      numbers = values.stream().mapToDouble(Double::parseDouble).toArray();
    }
    return numbers;
  }
}

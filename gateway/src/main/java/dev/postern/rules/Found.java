package dev.postern.rules;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The values that one mail has for one field, and what was found out about them.
final class Found {
  private static final int FEW = 8;

  private final List<String> values;
  private final boolean partial;
  private final Lists lists;
  private final Effort effort;
  private final Map<UUID, Boolean> held = new HashMap<>();
  private @Nullable List<Predicate<UUID>> probes;
  private @Nullable List<String> readable;
  private @Nullable Set<String> all;
  private @Nullable Grams grams;
  private int searches;
  private double @Nullable [] numbers;

  /// @param partial whether there may be more
  Found(List<String> values, boolean partial, Lists lists, Effort effort) {
    this.values = values;
    this.partial = partial;
    this.lists = lists;
    this.effort = effort;
  }

  List<String> values() {
    return values;
  }

  /// Says whether something is so of each value by itself, of which there is at least one.
  boolean areAll(Predicate<Found> test) {
    return values.size() < 2 ? test.test(this) : values.stream().allMatch(each -> is(each, test));
  }

  private boolean is(String value, Predicate<Found> test) {
    effort.probe();
    return test.test(new Found(List.of(value), partial, lists, effort));
  }

  boolean isPartial() {
    return partial;
  }

  /// Says whether a text is one of the values.
  boolean has(String text) {
    if (values.size() <= FEW) {
      return values.contains(text);
    }
    if (all == null) {
      all = Set.copyOf(values);
    }
    return all.contains(text);
  }

  /// Says whether any of the values begins with a text.
  boolean anyStarts(String text) {
    for (String value : values) {
      effort.look(text, "");
      if (value.startsWith(text)) {
        return true;
      }
    }
    return false;
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
      effort.probe();
      if (probe.test(list)) {
        return true;
      }
    }
    return false;
  }

  /// Says whether any of the values contains a text, as it is or with the U-labels of its domain.
  boolean anyContains(String text, boolean named) {
    return (mayContain(text) && any(values, text)) || (named && any(readable(), text));
  }

  private boolean mayContain(String text) {
    if (grams == null && ++searches > FEW) {
      grams = new Grams(values);
    }
    return grams == null || grams.mayContain(text);
  }

  private boolean any(List<String> values, String text) {
    for (String value : values) {
      effort.look(value, text);
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

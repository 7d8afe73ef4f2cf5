package dev.postern.rules;

import java.util.UUID;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/// What is in which list, told as it is at the moment of the question.
@FunctionalInterface
public interface Lists {
  /// Makes ready to look for a value in any number of lists.
  ///
  /// @param value normalised
  /// @return says whether the list with an id holds it; one that is not there holds nothing
  Predicate<UUID> holding(String value);

  /// Wraps what answers at once.
  static Lists of(BiPredicate<UUID, String> holds) {
    return value -> list -> holds.test(list, value);
  }
}

package dev.postern.rules;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.DoublePredicate;
import java.util.function.Predicate;

/// A condition, made ready to be asked of many mails.
///
/// @param slot of its field among those of the rule set
/// @param negated whether it holds if no value does; of authors, if not all do
/// @param any whether any value does
record Question(Condition condition, int slot, boolean negated, Predicate<Found> any) {
  /// Makes a condition ready.
  ///
  /// @throws IllegalArgumentException if its field, or the value for it, is none
  static Question of(Condition condition, int slot) {
    Comparison comparison = condition.comparison();
    boolean negated = comparison == Comparison.IS_NOT || comparison == Comparison.NOT_IN_LIST;
    return new Question(condition, slot, negated, any(condition));
  }

  private static Predicate<Found> any(Condition condition) {
    Kind kind =
        Fields.of(condition.field())
            .orElseThrow(() -> new IllegalArgumentException("no field " + condition.field()))
            .kind();
    String wanted = condition.values().getFirst();
    return switch (condition.comparison()) {
      case IS, IS_NOT -> same(kind, wanted);
      case CONTAINS -> {
        boolean named = kind == Kind.ADDRESS || kind == Kind.DOMAIN || kind == Kind.TLD;
        yield found -> found.anyContains(wanted, named);
      }
      case IN_LIST, NOT_IN_LIST -> in(condition.values().stream().map(UUID::fromString).toList());
      case GTE -> {
        double least = Double.parseDouble(wanted);
        yield numbers(number -> number >= least);
      }
      case LTE -> {
        double most = Double.parseDouble(wanted);
        yield numbers(number -> number <= most);
      }
    };
  }

  private static Predicate<Found> same(Kind kind, String wanted) {
    if (kind == Kind.NUMBER) {
      double number = Double.parseDouble(wanted);
      return numbers(each -> each == number);
    }
    if (kind == Kind.MEDIA_TYPE && wanted.endsWith("/*")) {
      String type = wanted.equals("*/*") ? "" : wanted.substring(0, wanted.length() - 1);
      return found -> found.anyStarts(type);
    }
    return found -> found.has(wanted);
  }

  private static Predicate<Found> in(List<UUID> lists) {
    return found -> {
      for (UUID list : lists) {
        if (found.anyIn(list)) {
          return true;
        }
      }
      return false;
    };
  }

  private static Predicate<Found> numbers(DoublePredicate test) {
    return found -> Arrays.stream(found.numbers()).anyMatch(test);
  }

  // Who is let through only as somebody must not pass by naming somebody else beside.
  private boolean isOfAll() {
    return negated && condition.field().startsWith("from.");
  }

  /// Asks.
  Truth ask(Look look) {
    Found found = look.found(slot);
    if (found == null) {
      return Truth.UNKNOWN;
    }
    boolean hit = isOfAll() ? found.areAll(any) : any.test(found);
    return !hit && found.isPartial() ? Truth.UNKNOWN : Truth.of(hit != negated);
  }
}

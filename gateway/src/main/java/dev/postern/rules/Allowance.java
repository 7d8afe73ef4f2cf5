package dev.postern.rules;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// The limits that hold: a policy's within a plan's.
///
/// @param numbers what is not in it has no limit
/// @param attachmentTypes media types that are taken, lower case, such as `image/*`; empty: all
public record Allowance(Map<Limit, Long> numbers, List<String> attachmentTypes) {
  /// Everything is allowed.
  public static final Allowance ALL = new Allowance(Map.of(), List.of());

  /// Keeps copies.
  public Allowance {
    var copy = new EnumMap<Limit, Long>(Limit.class);
    copy.putAll(numbers);
    numbers = java.util.Collections.unmodifiableMap(copy);
    attachmentTypes = List.copyOf(attachmentTypes);
  }

  /// Puts a policy's limits into a plan. What the policy leaves out, or allows beyond the plan, is
  /// the plan's.
  public static Allowance of(PolicyLimits asked, Plan plan) {
    var numbers = new EnumMap<Limit, Long>(Limit.class);
    numbers.putAll(plan.limits());
    asked
        .numbers()
        .forEach((limit, number) -> {
          if (number >= 0) {
            numbers.merge(limit, number, Math::min);
          }
        });
    return new Allowance(numbers, asked.attachmentTypes().orElse(List.of()));
  }

  /// Returns a limit; empty: there is none.
  public OptionalLong limit(Limit limit) {
    Long number = numbers.get(limit);
    return number == null ? OptionalLong.empty() : OptionalLong.of(number);
  }
}

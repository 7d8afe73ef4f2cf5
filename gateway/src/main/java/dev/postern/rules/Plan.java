package dev.postern.rules;

import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalInt;

/// The most that policies of this server may allow (spec/api-admin.md section 9.1).
///
/// @param limits what is not in it has no limit
/// @param rules of an application; empty: no more than the server can bear
/// @param lists of an application, likewise
/// @param accounts of an application, likewise
public record Plan(
    Map<Limit, Long> limits, OptionalInt rules, OptionalInt lists, OptionalInt accounts) {
  /// No plan.
  public static final Plan NONE =
      new Plan(Map.of(), OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());

  /// Keeps a copy.
  public Plan {
    var copy = new EnumMap<Limit, Long>(Limit.class);
    copy.putAll(limits);
    limits = java.util.Collections.unmodifiableMap(copy);
  }
}

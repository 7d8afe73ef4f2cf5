package dev.postern.guard;

import dev.postern.rules.Limit;
import java.util.EnumMap;
import java.util.Map;

/// What this server does where neither a policy nor the plan says anything.
///
/// @param limits what is not in it has no limit
/// @param dnsbl whether lists of bad addresses count
/// @param headerAnomalies whether oddities of the header count
public record Usual(Map<Limit, Long> limits, boolean dnsbl, boolean headerAnomalies) {
  /// Of the spam score; see [dev.postern.rules.SpamDetection#sensitivity].
  static final double SENSITIVITY = 1.0;

  /// Nothing is bounded.
  public static final Usual NONE = new Usual(Map.of(), false, true);

  /// Keeps a copy.
  public Usual {
    var copy = new EnumMap<Limit, Long>(Limit.class);
    copy.putAll(limits);
    limits = java.util.Collections.unmodifiableMap(copy);
  }
}

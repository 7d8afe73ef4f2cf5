package dev.postern.rules;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Limits as a policy's owner wrote them; what is not written is the plan's.
///
/// @param numbers -1 for none
/// @param attachmentTypes media types, lower case, such as `image/*`; an empty list: all that the
///   plan permits
public record PolicyLimits(Map<Limit, Long> numbers, Optional<List<String>> attachmentTypes) {
  /// Nothing written.
  public static final PolicyLimits NONE = new PolicyLimits(Map.of(), Optional.empty());

  /// Keeps copies.
  public PolicyLimits {
    var copy = new EnumMap<Limit, Long>(Limit.class);
    copy.putAll(numbers);
    numbers = java.util.Collections.unmodifiableMap(copy);
    attachmentTypes = attachmentTypes.map(List::copyOf);
  }
}

package dev.postern.guard;

import dev.postern.rules.PolicyLimits;
import dev.postern.rules.PolicyOptions;
import dev.postern.rules.SpamDetection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What somebody asks to be written into a policy; what is not there stays as it is.
public record PolicyChange(
    Optional<String> name,
    PolicyLimits limits,
    SpamDetection spam,
    Optional<List<UUID>> ruleIds,
    PolicyOptions options) {
  /// Keeps a copy.
  public PolicyChange {
    ruleIds = ruleIds.map(List::copyOf);
  }
}

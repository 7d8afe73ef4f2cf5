package dev.postern.guard;

import dev.postern.rules.Allowance;
import dev.postern.rules.RuleSet;
import dev.postern.rules.SpamDetection;

/// What holds for an account right now.
///
/// @param requireApproval whether what it sends waits for somebody's consent
public record Guard(
    Allowance allowance,
    SpamDetection spam,
    RuleSet inbound,
    RuleSet outbound,
    boolean requireApproval) {
  /// Nothing is limited, and nobody looks.
  public static final Guard NONE =
      new Guard(Allowance.ALL, SpamDetection.NONE, RuleSet.NONE, RuleSet.NONE, false);
}

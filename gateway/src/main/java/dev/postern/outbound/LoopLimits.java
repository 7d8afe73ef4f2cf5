package dev.postern.outbound;

import dev.postern.rules.Allowance;
import dev.postern.rules.Limit;
import java.util.OptionalLong;

/// How often an account answers in one thread before somebody must look, where its policy does not
/// say so; what is not given has no limit.
///
/// @param threadTurns messages that it sends in an hour
/// @param automaticReplies answers in a day to mail that no person wrote
public record LoopLimits(OptionalLong threadTurns, OptionalLong automaticReplies) {
  /// No limits.
  public static final LoopLimits NONE = new LoopLimits(OptionalLong.empty(), OptionalLong.empty());

  /// Returns what holds for an account.
  LoopLimits within(Allowance allowance) {
    return new LoopLimits(
        or(allowance.limit(Limit.THREAD_TURNS), threadTurns),
        or(allowance.limit(Limit.AUTOMATIC_REPLIES), automaticReplies));
  }

  private static OptionalLong or(OptionalLong ofPolicy, OptionalLong usual) {
    return ofPolicy.isPresent() ? ofPolicy : usual;
  }
}

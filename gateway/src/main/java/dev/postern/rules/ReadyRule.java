package dev.postern.rules;

import java.util.List;
import java.util.function.ToIntFunction;

/// A rule, made ready to be asked of many mails.
///
/// @param decisive an answer that decides alone: one no among all, one yes among any
/// @param questions as the rule has them
record ReadyRule(Rule rule, boolean blocks, Truth decisive, List<Question> questions) {
  /// Makes a rule ready.
  ///
  /// @param slots gives each field its number
  /// @throws IllegalArgumentException if a condition makes no sense
  static ReadyRule of(Rule rule, ToIntFunction<String> slots) {
    return new ReadyRule(
        rule,
        rule.actions().stream().anyMatch(Action.Block.class::isInstance),
        rule.match().operator() == Match.Operator.ALL ? Truth.NO : Truth.YES,
        rule.match().conditions().stream()
            .map(each -> Question.of(each, slots.applyAsInt(each.field())))
            .toList());
  }

  /// Says whether a mail matches: what is not known decides nothing, unless the rest does.
  ///
  /// @param log is told each answer, and then all are asked for
  Truth ask(Look look, Log log) {
    Truth outcome = decisive == Truth.NO ? Truth.YES : Truth.NO;
    for (Question question : questions) {
      Truth answer = question.ask(look);
      log.answered(question, answer, look);
      if (answer == decisive || (answer == Truth.UNKNOWN && outcome != decisive)) {
        outcome = answer;
      }
      if (outcome == decisive && !log.wantsAll()) {
        return outcome;
      }
    }
    return outcome;
  }
}

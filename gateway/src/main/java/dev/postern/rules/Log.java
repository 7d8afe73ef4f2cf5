package dev.postern.rules;

import java.util.ArrayList;
import java.util.List;

/// Notes how a decision comes about, if anybody wants to know.
sealed interface Log {
  /// Says whether answers are wanted that can change nothing.
  boolean wantsAll();

  void answered(Question question, Truth answer, Look look);

  /// Ends a rule.
  void ruled(Rule rule, boolean reached, Truth outcome);

  /// Notes nothing.
  record Silent() implements Log {
    @Override
    public boolean wantsAll() {
      return false;
    }

    @Override
    public void answered(Question question, Truth answer, Look look) {}

    @Override
    public void ruled(Rule rule, boolean reached, Truth outcome) {}
  }

  /// Notes all.
  ///
  /// @param rules so far
  /// @param findings of the rule that is being asked
  record Written(List<Explanation.Looked> rules, List<Explanation.Finding> findings)
      implements Log {
    private static final int MOST = 20;
    private static final int LONGEST = 200;

    Written() {
      this(new ArrayList<>(), new ArrayList<>());
    }

    @Override
    public boolean wantsAll() {
      return true;
    }

    @Override
    public void answered(Question question, Truth answer, Look look) {
      Found found = look.found(question.slot());
      List<String> values = found == null ? List.of() : found.values();
      findings.add(
          new Explanation.Finding(
              question.condition(),
              answer,
              values.stream()
                  .limit(MOST)
                  .map(value -> value.substring(0, Math.min(value.length(), LONGEST)))
                  .toList()));
    }

    @Override
    public void ruled(Rule rule, boolean reached, Truth outcome) {
      rules.add(new Explanation.Looked(rule.id(), rule.name(), reached, outcome, findings));
      findings.clear();
    }
  }
}

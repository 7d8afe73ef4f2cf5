package dev.postern.rules;

import java.util.List;

/// One thing that a rule asks of mail.
///
/// @param field what is looked at, as on the wire, such as `from.domain` ([Fields] knows them all)
/// @param comparison how
/// @param values what with, normalised as the field has it: ids of lists for [Comparison#IN_LIST]
///   and [Comparison#NOT_IN_LIST], else exactly one
public record Condition(String field, Comparison comparison, List<String> values) {
  /// Keeps a copy.
  public Condition {
    values = List.copyOf(values);
  }
}

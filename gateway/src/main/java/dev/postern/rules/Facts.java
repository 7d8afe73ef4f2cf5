package dev.postern.rules;

import java.util.List;

/// What rules can know of one mail; what is not known yet is empty.
public interface Facts {
  /// Returns the values of a field, normalised as the field has it.
  ///
  /// @param field as [Condition#field]
  /// @return null if it is not known at this stage; empty if the mail has none
  @org.jspecify.annotations.Nullable
  List<String> values(String field);

  /// Says whether the mail may have more values of a known field than are known yet, as while only
  /// the envelope is there: then `is_not` and `not_in_list` do not hold for sure, and so not at
  /// all.
  ///
  /// @param field as [Condition#field]
  default boolean mayHaveMore(String field) {
    return false;
  }
}

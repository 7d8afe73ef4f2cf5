package dev.postern.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What rules can know of one mail. Asked for a field at most once in an evaluation.
@FunctionalInterface
public interface Facts {
  /// Returns the values of a field, normalised as the field has it ([Field#found]).
  ///
  /// @param field as [Condition#field]
  /// @return null if it is not known at this stage; empty if the mail has none
  @Nullable List<String> values(String field);

  /// Says whether the mail may have more values of a known field than are known yet, as while only
  /// the envelope is there: then that no value does is not known.
  ///
  /// @param field as [Condition#field]
  default boolean mayHaveMore(String field) {
    return false;
  }
}

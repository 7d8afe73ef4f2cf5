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
}

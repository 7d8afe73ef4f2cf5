package dev.postern.rules;

import java.util.Locale;

/// How a condition looks at a field. The last three are beyond the wire.
public enum Comparison {
  IS,
  IS_NOT,
  CONTAINS,
  IN_LIST,
  NOT_IN_LIST,
  /// At least, for numbers.
  GTE,
  /// At most, for numbers.
  LTE;

  /// Returns its name on the wire.
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}

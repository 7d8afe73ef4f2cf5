package dev.postern.rules;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a list's items are; each type goes with the fields that end in its name.
public enum ListType {
  DOMAIN,
  TLD,
  ADDRESS;

  /// Returns its name on the wire.
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Returns the type with a name.
  public static Optional<ListType> of(String wire) {
    return Arrays.stream(values()).filter(type -> type.wire().equals(wire)).findFirst();
  }

  /// Returns the type whose items a field's values can be compared with, such as DOMAIN for
  /// `from.domain`.
  public static Optional<ListType> ofField(String field) {
    return of(field.substring(field.lastIndexOf('.') + 1));
  }
}

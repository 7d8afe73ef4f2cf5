package dev.postern.rules;

import java.util.Locale;

/// What a list's items are; each type goes with the fields that end in its name.
public enum ListType {
  DOMAIN,
  TLD,
  ADDRESS;

  /// Returns its name on the wire.
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package dev.postern.cli;

import java.util.List;
import java.util.Locale;

/// Sizes as people read them.
final class Sizes {
  private static final List<String> UNITS = List.of("bytes", "KiB", "MiB", "GiB", "TiB");

  private Sizes() {}

  /// Returns such as `25 MiB` or `1.5 GiB`.
  static String of(long octets) {
    double value = octets;
    int unit = 0;
    while (value >= 1024 && unit < UNITS.size() - 1) {
      value /= 1024;
      unit++;
    }
    String number = String.format(Locale.ROOT, "%.1f", value);
    return (number.endsWith(".0") ? number.substring(0, number.length() - 2) : number)
        + " "
        + UNITS.get(unit);
  }
}

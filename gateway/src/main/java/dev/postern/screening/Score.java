package dev.postern.screening;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Adds up what speaks against a mail.
final class Score {
  private final List<String> reasons = new ArrayList<>();
  private long thousandths;

  /// Adds a weight under its name, printable ASCII.
  void add(String name, double weight) {
    thousandths += Math.round(weight * 1_000);
    note(name + " " + text(weight));
  }

  /// Adds a weight if something is so.
  void add(boolean applies, String name, double weight) {
    if (applies) {
      add(name, weight);
    }
  }

  /// Keeps a reason that weighs nothing.
  void note(String reason) {
    reasons.add(reason);
  }

  double sum() {
    return thousandths / 1_000.0;
  }

  List<String> reasons() {
    return List.copyOf(reasons);
  }

  private static String text(double weight) {
    return String.format(Locale.ROOT, "%.3f", weight).replaceAll("(\\.[0-9]+?)0+$", "$1");
  }
}

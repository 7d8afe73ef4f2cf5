package dev.postern.conformance.load;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/// Times of one kind. Thread-safe.
final class Timings {
  private static final double NANOS = 1e6;

  private final List<Long> nanos = Collections.synchronizedList(new ArrayList<>());

  void add(long time) {
    nanos.add(time);
  }

  int count() {
    return nanos.size();
  }

  /// Returns a quantile in milliseconds.
  ///
  /// @param share such as 0.99
  double millis(double share) {
    List<Long> sorted = new ArrayList<>(nanos);
    Collections.sort(sorted);
    int index = (int) Math.ceil(share * sorted.size()) - 1;
    return sorted.isEmpty() ? Double.NaN : sorted.get(Math.max(0, index)) / NANOS;
  }

  /// Says it in a line.
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "p50 %.2f ms, p99 %.2f ms, most %.2f ms, of %d",
        millis(0.5),
        millis(0.99),
        millis(1),
        count());
  }
}

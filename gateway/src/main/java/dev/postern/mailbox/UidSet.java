package dev.postern.mailbox;

import java.util.Arrays;

/// A set of UIDs or sequence numbers as ascending, disjoint, inclusive ranges: never expanded, so
/// `1:4294967295` costs two numbers.
public final class UidSet {
  public static final UidSet EMPTY = new UidSet(new long[0]);

  /// first0, last0, first1, last1, …
  private final long[] bounds;

  private UidSet(long[] bounds) {
    this.bounds = bounds;
  }

  /// Makes a set from inclusive ranges in any order; they may overlap and each may be reversed.
  ///
  /// @param bounds pairs: first, last, first, last, …
  public static UidSet ofRanges(long... bounds) {
    int pairs = bounds.length / 2;
    long[][] ranges = new long[pairs][];
    for (int i = 0; i < pairs; i++) {
      long a = bounds[2 * i];
      long b = bounds[2 * i + 1];
      ranges[i] = new long[] {Math.min(a, b), Math.max(a, b)};
    }
    Arrays.sort(ranges, (x, y) -> Long.compare(x[0], y[0]));
    long[] merged = new long[2 * pairs];
    int n = 0;
    for (long[] range : ranges) {
      if (n > 0 && range[0] <= merged[n - 1] + 1) {
        merged[n - 1] = Math.max(merged[n - 1], range[1]);
      } else {
        merged[n++] = range[0];
        merged[n++] = range[1];
      }
    }
    return new UidSet(Arrays.copyOf(merged, n));
  }

  /// Makes a set of single numbers in any order.
  public static UidSet of(long... numbers) {
    long[] bounds = new long[2 * numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      bounds[2 * i] = numbers[i];
      bounds[2 * i + 1] = numbers[i];
    }
    return ofRanges(bounds);
  }

  /// Says whether nothing is in the set.
  public boolean isEmpty() {
    return bounds.length == 0;
  }

  /// Returns the number of ranges.
  public int ranges() {
    return bounds.length / 2;
  }

  /// Returns the first number of range `i`.
  public long first(int i) {
    return bounds[2 * i];
  }

  /// Returns the last number of range `i`.
  public long last(int i) {
    return bounds[2 * i + 1];
  }

  /// Returns how many numbers are in the set.
  public long count() {
    long count = 0;
    for (int i = 0; i < bounds.length; i += 2) {
      count += bounds[i + 1] - bounds[i] + 1;
    }
    return count;
  }

  /// Says whether `number` is in the set; binary search.
  public boolean contains(long number) {
    int low = 0;
    int high = bounds.length / 2 - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (number < bounds[2 * middle]) {
        high = middle - 1;
      } else if (number > bounds[2 * middle + 1]) {
        low = middle + 1;
      } else {
        return true;
      }
    }
    return false;
  }

  /// Says whether any number from `first` to `last` is in the set; binary search.
  public boolean meets(long first, long last) {
    int low = 0;
    int high = bounds.length / 2;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (bounds[2 * middle + 1] < first) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < bounds.length / 2 && bounds[2 * low] <= last;
  }

  /// Returns what is in both sets, in one pass over their ranges.
  public UidSet and(UidSet other) {
    long[] both = new long[bounds.length + other.bounds.length];
    int n = 0;
    int i = 0;
    int j = 0;
    while (i < bounds.length && j < other.bounds.length) {
      long first = Math.max(bounds[i], other.bounds[j]);
      long last = Math.min(bounds[i + 1], other.bounds[j + 1]);
      if (first <= last) {
        both[n++] = first;
        both[n++] = last;
      }
      if (bounds[i + 1] < other.bounds[j + 1]) {
        i += 2;
      } else {
        j += 2;
      }
    }
    return new UidSet(Arrays.copyOf(both, n));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof UidSet that && Arrays.equals(bounds, that.bounds);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bounds);
  }

  /// Returns the set in IMAP's form: `1:3,7` (RFC 9051 section 9, sequence-set).
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bounds.length; i += 2) {
      if (i > 0) {
        text.append(',');
      }
      text.append(bounds[i]);
      if (bounds[i + 1] != bounds[i]) {
        text.append(':').append(bounds[i + 1]);
      }
    }
    return text.toString();
  }
}

package dev.postern.guard;

import java.util.Arrays;

/// The hashes of a list's items: eight octets for each. Never changes.
final class Members {
  private static final long SELF = 64;

  private final long[] hashes;

  private Members(long[] sorted) {
    this.hashes = sorted;
  }

  /// Takes hashes in any order, each any number of times.
  ///
  /// @param hashes belongs to this from now on
  static Members of(long[] hashes) {
    Arrays.sort(hashes);
    int count = 0;
    for (int i = 0; i < hashes.length; i++) {
      if (i == 0 || hashes[i] != hashes[count - 1]) {
        hashes[count++] = hashes[i];
      }
    }
    return new Members(Arrays.copyOf(hashes, count));
  }

  boolean contains(long hash) {
    return position(hash) >= 0;
  }

  // Hashes are spread evenly, so that it is known about where each must stand.
  private int position(long hash) {
    int guess =
        Math.toIntExact(Math.unsignedMultiplyHigh(hash ^ Long.MIN_VALUE, (long) hashes.length));
    int from = guess;
    int to = guess;
    for (int step = 64; from > 0 && hashes[from] > hash; step *= 2) {
      from = Math.max(0, from - step);
    }
    for (int step = 64; to < hashes.length && hashes[to] < hash; step *= 2) {
      to = Math.min(hashes.length, to + step);
    }
    return Arrays.binarySearch(hashes, from, Math.min(hashes.length, to + 1), hash);
  }

  /// Returns these and more.
  Members with(Members more) {
    long[] all = Arrays.copyOf(hashes, hashes.length + more.hashes.length);
    System.arraycopy(more.hashes, 0, all, hashes.length, more.hashes.length);
    return of(all);
  }

  /// Returns these without some.
  Members without(Members some) {
    long[] left = new long[hashes.length];
    int count = 0;
    for (long hash : hashes) {
      if (!some.contains(hash)) {
        left[count++] = hash;
      }
    }
    return new Members(Arrays.copyOf(left, count));
  }

  int count() {
    return hashes.length;
  }

  /// Returns how many octets of memory it takes, about.
  long weight() {
    return weight(hashes.length);
  }

  static long weight(long count) {
    return SELF + Long.BYTES * count;
  }
}

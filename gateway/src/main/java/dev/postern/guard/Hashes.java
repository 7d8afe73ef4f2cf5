package dev.postern.guard;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Gathers the hashes of a list's items while it is read, as many as there is room for.
final class Hashes {
  private final KeyedHash hash;
  private final long room;
  private long[] hashes = new long[64];
  private int kept;
  private long count;

  /// @param room octets
  Hashes(KeyedHash hash, long room) {
    this.hash = hash;
    this.room = room;
  }

  void add(String value) {
    count++;
    if (!fits()) {
      hashes = new long[0];
      return;
    }
    if (kept == hashes.length) {
      hashes = Arrays.copyOf(hashes, kept + kept / 2);
    }
    hashes[kept++] = hash.of(value);
  }

  private boolean fits() {
    return Members.weight(count) <= room;
  }

  /// Returns how many items there were.
  long count() {
    return count;
  }

  /// Returns what was gathered; null if that was too much.
  @Nullable Members members() {
    return fits() ? Members.of(Arrays.copyOf(hashes, kept)) : null;
  }
}

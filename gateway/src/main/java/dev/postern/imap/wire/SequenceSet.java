package dev.postern.imap.wire;

import dev.postern.mailbox.UidSet;
import java.util.List;

/// A sequence-set as the client wrote it (RFC 9051 section 9), with `*` still unresolved.
///
/// @param ranges in the client's order; may overlap and be reversed
public record SequenceSet(List<Range> ranges) {
  /// Stands for `*`, the largest number in use.
  public static final long STAR = 0;

  /// Stands for `$`, what the last SEARCH saved (RFC 5182); only the session knows its numbers.
  public static final SequenceSet SAVED = new SequenceSet(List.of(new Range(-1, -1)));

  /// Keeps a copy.
  public SequenceSet {
    ranges = List.copyOf(ranges);
  }

  /// Says whether this is `$`.
  public boolean isSaved() {
    return equals(SAVED);
  }

  /// Returns the numbers with `*` replaced, never expanded (incident 32).
  ///
  /// @param star what `*` means now
  /// @throws IllegalStateException if this is `$`
  public UidSet resolve(long star) {
    if (isSaved()) {
      throw new IllegalStateException("only the session knows what was saved");
    }
    long[] bounds = new long[2 * ranges.size()];
    int n = 0;
    for (Range range : ranges) {
      bounds[n++] = range.first == STAR ? star : range.first;
      bounds[n++] = range.last == STAR ? star : range.last;
    }
    return UidSet.ofRanges(bounds);
  }

  /// Returns the largest number named; `*` does not count.
  public long largest() {
    long largest = 0;
    for (Range range : ranges) {
      largest = Math.max(largest, Math.max(range.first, range.last));
    }
    return largest;
  }

  /// Says whether `*` occurs.
  public boolean hasStar() {
    for (Range range : ranges) {
      if (range.first == STAR || range.last == STAR) {
        return true;
      }
    }
    return false;
  }

  /// One `first:last`; a single number has both equal.
  public record Range(long first, long last) {}
}

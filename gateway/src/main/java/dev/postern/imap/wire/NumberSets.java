package dev.postern.imap.wire;

import java.util.ArrayList;
import java.util.List;

/// Reads sets of message numbers (RFC 9051 section 9, sequence-set).
final class NumberSets {
  /// The most ranges in a set; more than a line of 64 KiB can hold in single digits.
  private static final int MAX_RANGES = 40_000;

  private NumberSets() {}

  // sequence-set      = (seq-number / seq-range) ["," sequence-set] / seq-last-command
  // seq-last-command  = "$"
  /// Reads a set, or `$` for what was saved (RFC 5182).
  static SequenceSet read(ImapCursor in) {
    return in.accept('$') ? SequenceSet.SAVED : readNumbers(in);
  }

  /// Reads a set where `$` is not allowed.
  static SequenceSet readNumbers(ImapCursor in) {
    List<SequenceSet.Range> ranges = new ArrayList<>();
    do {
      if (ranges.size() == MAX_RANGES) {
        throw in.error("too many ranges");
      }
      long first = number(in);
      long last = in.accept(':') ? number(in) : first;
      ranges.add(new SequenceSet.Range(first, last));
    } while (in.accept(','));
    return new SequenceSet(ranges);
  }

  // seq-number = nz-number / "*"
  private static long number(ImapCursor in) {
    return in.accept('*') ? SequenceSet.STAR : in.nzNumber();
  }
}

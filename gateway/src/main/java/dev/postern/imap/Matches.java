package dev.postern.imap;

import dev.postern.mailbox.UidSet;
import dev.postern.mailbox.View;

/// What a search found.
///
/// @param view the numbering it was made in
/// @param seqs sequence numbers: ascending, or as SORT has put them
record Matches(View view, int[] seqs) {
  int count() {
    return seqs.length;
  }

  /// Returns the number of item `i` as the client wants it.
  long number(int i, boolean byUid) {
    return byUid ? view.uid(seqs[i]) : seqs[i];
  }

  /// Returns the highest MODSEQ among the items `from` to `to - 1`; 0 if there are none.
  long modseq(int from, int to) {
    long highest = 0;
    for (int i = from; i < to; i++) {
      highest = Math.max(highest, view.modseq(seqs[i]));
    }
    return highest;
  }

  /// Returns the UIDs of all of them.
  UidSet uids() {
    long[] uids = new long[seqs.length];
    for (int i = 0; i < uids.length; i++) {
      uids[i] = view.uid(seqs[i]);
    }
    return UidSet.of(uids);
  }

  /// Returns the items `from` to `to - 1`.
  Matches slice(int from, int to) {
    return new Matches(view, java.util.Arrays.copyOfRange(seqs, from, to));
  }
}

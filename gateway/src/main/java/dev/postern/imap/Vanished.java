package dev.postern.imap;

import dev.postern.imap.wire.Resync;
import dev.postern.mailbox.FolderDelta;
import dev.postern.mailbox.UidSet;
import dev.postern.mailbox.View;
import java.util.Arrays;
import java.util.List;

/// Tells what went while the client was away: `VANISHED (EARLIER)` (RFC 7162 section 3.2.10).
///
/// UIDs that never existed may be named, those that exist never are (C-100, clients.md row 44):
/// what the session still numbers is left out, and told as it goes.
final class Vanished {
  private final Session session;
  private final SelectedFolder folder;

  Vanished(Session session) {
    this.session = session;
    this.folder = session.selected();
  }

  /// Names the UIDs among `known` that went after `modseq`.
  ///
  /// @param matches what the client knew; used where the tombstones are no longer complete (C-105)
  void earlier(long modseq, UidSet known, List<Resync.Match> matches) {
    View view = folder.view();
    if (modseq >= view.highestModseq() || view.uidNext() == 1) {
      return;
    }
    FolderDelta delta =
        session.services().store().read(session.account(), read -> read.delta(folder.id(), modseq));
    long first = delta.complete() ? 1 : lastMatch(view, matches) + 1;
    if (first >= view.uidNext()) {
      return;
    }
    UidSet gone =
        without(delta.expunged().and(known).and(UidSet.ofRanges(first, view.uidNext() - 1)), view);
    if (!gone.isEmpty()) {
      session.out().put("* VANISHED (EARLIER) ").put(gone.toString()).line();
    }
  }

  /// Returns the UID up to which the client's numbering still holds, so that nothing is gone there.
  private static long lastMatch(View view, List<Resync.Match> matches) {
    long last = 0;
    for (Resync.Match match : matches) {
      if (match.seq() <= view.size() && view.uid(match.seq()) == match.uid()) {
        last = match.uid();
      }
    }
    return last;
  }

  /// Returns what of `uids` the view does not have.
  static UidSet without(UidSet uids, View view) {
    long[] bounds = new long[2 * uids.ranges()];
    int n = 0;
    for (int i = 0; i < uids.ranges(); i++) {
      long next = uids.first(i);
      int last = view.lastSeqUpTo(uids.last(i));
      for (int seq = Math.abs(view.seqOf(next)); seq <= last + 1; seq++) {
        long end = seq <= last ? view.uid(seq) - 1 : uids.last(i);
        if (next <= end) {
          if (n == bounds.length) {
            bounds = Arrays.copyOf(bounds, 2 * n + 2);
          }
          bounds[n++] = next;
          bounds[n++] = end;
        }
        next = end + 2;
      }
    }
    return UidSet.ofRanges(Arrays.copyOf(bounds, n));
  }
}

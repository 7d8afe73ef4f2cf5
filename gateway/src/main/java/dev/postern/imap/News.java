package dev.postern.imap;

import dev.postern.imap.wire.FetchItem;
import dev.postern.imap.wire.ResponseWriter;
import dev.postern.mailbox.FolderDelta;
import dev.postern.mailbox.Follower;
import dev.postern.mailbox.Placement;
import dev.postern.mailbox.UidSet;
import dev.postern.mailbox.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Tells a session what happened in its mailbox, when it may hear it (C-52 to C-58).
///
/// Expunges first, then EXISTS if the count grew, then changed flags, with the numbers that hold at
/// the end. A change this session made was answered by its command and is not told again.
final class News {
  private final Session session;
  private final SelectedFolder folder;
  private final ResponseWriter out;
  private final TreeSet<Long> changed = new TreeSet<>();

  /// Whether there is an expunge that may not be told now.
  private boolean hidden;

  private News(Session session, SelectedFolder folder) {
    this.session = session;
    this.folder = folder;
    this.out = session.out();
  }

  /// Tells everything up to now; up to the next expunge if those may not be heard.
  ///
  /// @return whether there is an expunge that was not told
  static boolean tell(Session session, boolean expunges) {
    SelectedFolder folder = session.selected();
    if (!folder.follower().hasNews()) {
      return false;
    }
    News news = new News(session, folder);
    news.tell(expunges);
    return news.hidden;
  }

  private void tell(boolean expunges) {
    Follower follower = folder.follower();
    while (true) {
      Optional<Follower.Step> next = follower.peek();
      if (next.isEmpty()) {
        break;
      }
      FolderDelta delta = next.get().delta();
      if (delta.gone()) {
        gone(next.get().origin() == session);
        return;
      }
      View before = folder.view();
      boolean removes = hasAny(before, delta.expunged());
      if (removes && !expunges) {
        hidden = true;
        break;
      }
      follower.advance();
      if (removes) {
        expunge(before, delta.expunged());
      }
      if (next.get().origin() != session) {
        for (Placement placement : delta.flagged()) {
          changed.add(placement.uid());
        }
      }
    }
    int before = folder.announced();
    exists();
    keywords();
    if (folder.announced() > before) {
      added(before + 1, folder.announced());
    }
    if (session.notices().map(Notices::wantsFlags).orElse(true)) {
      flags();
    }
  }

  private void gone(boolean byUs) {
    if (byUs) {
      session.state(new SessionState.Authenticated(session.grant()));
    } else {
      session.bye("the mailbox was deleted");
    }
  }

  private static boolean hasAny(View view, UidSet uids) {
    for (int i = 0; i < uids.ranges(); i++) {
      int first = Math.abs(view.seqOf(uids.first(i)));
      if (first <= view.lastSeqUpTo(uids.last(i))) {
        return true;
      }
    }
    return false;
  }

  /// From the last to the first, so that no number moves (C-53). What the client was never told of
  /// goes silently. By UID in one line once QRESYNC is on (C-101).
  private void expunge(View before, UidSet uids) {
    int known = folder.announced();
    boolean byUid = session.enabled(Extension.QRESYNC);
    List<Long> vanished = new ArrayList<>();
    for (int i = uids.ranges() - 1; i >= 0; i--) {
      int first = Math.abs(before.seqOf(uids.first(i)));
      for (int seq = before.lastSeqUpTo(uids.last(i)); seq >= first; seq--) {
        if (seq <= known) {
          if (byUid) {
            vanished.add(before.uid(seq));
          } else {
            out.put("* ").put((long) seq).put(" EXPUNGE").line();
          }
          folder.announced(folder.announced() - 1);
        }
        changed.remove(before.uid(seq));
      }
    }
    if (!vanished.isEmpty()) {
      UidSet gone = UidSet.of(vanished.stream().mapToLong(Long::longValue).toArray());
      out.put("* VANISHED ").put(gone.toString()).line();
    }
  }

  private void exists() {
    View view = folder.view();
    if (view.size() > folder.announced()) {
      folder.announced(view.size());
      out.put("* ").put((long) view.size()).put(" EXISTS").line();
      folder.takeRecent();
      folder.tellRecent(out);
    }
  }

  /// Tells of new messages what NOTIFY asked for (RFC 5465 section 5.2).
  private void added(int first, int last) {
    List<FetchItem> items = session.notices().map(Notices::itemsOfNew).orElse(List.of());
    if (!items.isEmpty()) {
      FetchHandler.tell(session, UidSet.ofRanges(first, last), items);
    }
  }

  private void keywords() {
    View view = folder.view();
    int known = view.keywords().names().size();
    if (known > folder.keywords()) {
      folder.keywords(known);
      FlagText.announce(out, view.keywords(), folder.readOnly());
    }
  }

  private void flags() {
    View view = folder.view();
    for (long uid : changed) {
      int seq = view.seqOf(uid);
      if (seq > 0) {
        fetch(session, folder, seq);
      }
    }
  }

  /// Tells the flags of message `seq` unasked: with its UID (C-58).
  static void fetch(Session session, SelectedFolder folder, int seq) {
    View view = folder.view();
    ResponseWriter out = session.out();
    long uid = view.uid(seq);
    out.put("* ").put((long) seq).put(" FETCH (UID ").put(uid).put(' ');
    FlagText.write(out, folder.isRecent(uid), view.flags(seq), view.keywords());
    if (session.condstore()) {
      out.put(" MODSEQ (").put(view.modseq(seq)).put(')');
    }
    out.put(')').line();
  }
}

package dev.postern.imap;

import dev.postern.imap.wire.Command;
import dev.postern.mailbox.UidSet;
import java.util.List;

/// EXPUNGE and UID EXPUNGE (RFC 9051 sections 6.4.3 and 6.4.9).
final class ExpungeHandler {
  private ExpungeHandler() {}

  static String run(Session session, Command.Expunge expunge) {
    SelectedFolder folder = session.selected();
    folder.requireWritable();
    UidSet uids = expunge.uids().map(folder::uids).orElse(Mailboxes.EVERY_UID);
    List<Long> removed =
        session
            .services()
            .store()
            .commit(session.account(), session, tx -> tx.expungeDeleted(folder.id(), uids));
    return removed.isEmpty() ? "OK EXPUNGE completed" : removed(session, "EXPUNGE");
  }

  /// Tells what a command removed, and returns its tagged answer: what was told is what the client
  /// may remember (C-103, C-104).
  static String removed(Session session, String name) {
    News.tell(session, true);
    return session.condstore() && session.state() instanceof SessionState.Selected selected
        ? "OK [HIGHESTMODSEQ "
            + selected.folder().view().highestModseq()
            + "] "
            + name
            + " completed"
        : "OK " + name + " completed";
  }
}

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
    long star = SelectedFolder.lastUid(folder.view());
    UidSet uids = expunge.uids().map(set -> set.resolve(star)).orElse(Mailboxes.EVERY_UID);
    List<Long> removed =
        session
            .services()
            .store()
            .commit(session.account(), session, tx -> tx.expungeDeleted(folder.id(), uids));
    if (removed.isEmpty() || !session.condstore()) {
      return "OK EXPUNGE completed";
    }
    News.tell(session, true);
    // What was told is what the client may remember (C-103, C-104).
    return session.state() instanceof SessionState.Selected
        ? "OK [HIGHESTMODSEQ " + folder.view().highestModseq() + "] EXPUNGE completed"
        : "OK EXPUNGE completed";
  }
}

package dev.postern.imap;

import dev.postern.auth.Grant;
import dev.postern.imap.wire.Command;
import dev.postern.imap.wire.ResponseWriter;
import dev.postern.imap.wire.Resync;
import dev.postern.mailbox.Folder;
import dev.postern.mailbox.Follower;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.SystemFlag;
import dev.postern.mailbox.UidSet;
import dev.postern.mailbox.View;

/// SELECT, EXAMINE, CLOSE and UNSELECT (RFC 9051 sections 6.3.2, 6.3.3, 6.4.1 and 6.4.2).
final class SelectHandler {
  private SelectHandler() {}

  static String run(Session session, Command.Select select) {
    FetchHandler.requireQresync(session, select.resync().isPresent());
    Grant grant = session.grant();
    boolean rev2 = session.enabled(Extension.IMAP4REV2);
    if (session.state() instanceof SessionState.Selected
        && (rev2 || session.enabled(Extension.QRESYNC))) {
      // What comes after it is about the new mailbox (RFC 7162 section 3.2.11).
      session.out().put("* OK [CLOSED] the mailbox before is closed").line();
    }
    // A SELECT that fails leaves nothing selected (C-38).
    session.state(new SessionState.Authenticated(grant));
    MailStore store = session.services().store();
    Folder folder =
        store.glance(grant.account(), read -> Mailboxes.require(read, select.mailbox()));
    Follower follower =
        session.services().folders().follow(grant.account(), folder.id(), session.alarm()::ring);
    SelectedFolder selected =
        new SelectedFolder(
            follower, select.readOnly(), !rev2, session.services().recents(), grant.account());
    session.state(new SessionState.Selected(grant, selected));
    describe(session.out(), selected);
    if (rev2) {
      session.out().put("* LIST () \"/\" ").mailbox(folder.name()).line();
    }
    session.out().put("* OK [MAILBOXID (").put(folder.id().value()).put(")] its id").line();
    if (select.condstore()) {
      session.condstoreOn();
    }
    select.resync().ifPresent(resync -> resync(session, selected, resync));
    return select.readOnly()
        ? "OK [READ-ONLY] EXAMINE completed"
        : "OK [READ-WRITE] SELECT completed";
  }

  private static void describe(ResponseWriter out, SelectedFolder folder) {
    View view = folder.view();
    FlagText.announce(out, view.keywords(), folder.readOnly());
    out.put("* ").put((long) view.size()).put(" EXISTS").line();
    folder.tellRecent(out);
    int unseen = folder.knowsRecent() ? firstUnseen(view) : 0;
    if (unseen > 0) {
      out.put("* OK [UNSEEN ").put((long) unseen).put("] first unseen").line();
    }
    out.put("* OK [UIDVALIDITY ").put(view.uidValidity()).put("] UIDs are valid").line();
    out.put("* OK [UIDNEXT ").put(view.uidNext()).put("] next UID").line();
    out.put("* OK [HIGHESTMODSEQ ").put(view.highestModseq()).put("] highest").line();
  }

  /// Tells what changed since the client last looked: first what is gone, then what is new or has
  /// other flags (C-100). What the client knows of another incarnation of the name is of no use
  /// (C-99).
  private static void resync(Session session, SelectedFolder folder, Resync resync) {
    View view = folder.view();
    if (resync.uidValidity() != view.uidValidity()) {
      return;
    }
    UidSet known = resync.known().map(set -> set.resolve(0)).orElse(Mailboxes.EVERY_UID);
    new Vanished(session).earlier(resync.modseq(), known, resync.matches());
    for (int seq = 1; seq <= view.size(); seq++) {
      if (view.modseq(seq) > resync.modseq() && known.contains(view.uid(seq))) {
        News.fetch(session, folder, seq);
      }
    }
  }

  /// Spares a commit where there is nothing to expunge.
  private static boolean mayHaveDeleted(SelectedFolder folder) {
    View view = folder.view();
    boolean found = folder.follower().hasNews();
    for (int seq = 1; !found && seq <= view.size(); seq++) {
      found = (view.systemFlags(seq) & SystemFlag.DELETED.bit()) != 0;
    }
    return found;
  }

  private static int firstUnseen(View view) {
    for (int seq = 1; seq <= view.size(); seq++) {
      if ((view.systemFlags(seq) & SystemFlag.SEEN.bit()) == 0) {
        return seq;
      }
    }
    return 0;
  }

  static String close(Session session, Command.Close close) {
    SelectedFolder folder = session.selected();
    Grant grant = session.grant();
    if (close.expunge() && !folder.readOnly() && mayHaveDeleted(folder)) {
      session
          .services()
          .store()
          .commit(
              grant.account(), session, tx -> tx.expungeDeleted(folder.id(), Mailboxes.EVERY_UID));
    }
    session.state(new SessionState.Authenticated(grant));
    return close.expunge() ? "OK CLOSE completed" : "OK UNSELECT completed";
  }
}

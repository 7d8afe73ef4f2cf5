package dev.postern.imap;

import dev.postern.imap.wire.Command;
import dev.postern.imap.wire.Refusal;
import dev.postern.imap.wire.ResponseWriter;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.Placement;
import dev.postern.mailbox.UidSet;
import dev.postern.mailbox.View;
import java.util.Optional;
import java.util.OptionalLong;

/// STORE and UID STORE (RFC 9051 section 6.4.6, RFC 7162 section 3.1.3).
final class StoreHandler {
  private final Session session;
  private final SelectedFolder folder;
  private final Command.Store store;

  private StoreHandler(Session session, Command.Store store) {
    this.session = session;
    this.folder = session.selected();
    this.store = store;
  }

  static String run(Session session, Command.Store store) {
    session.selected().requireWritable();
    return new StoreHandler(session, store).run();
  }

  private String run() {
    UidSet numbers = folder.numbers(store.messages(), store.byUid());
    if (store.unchangedSince().isPresent()) {
      session.enableCondstore();
    }
    if (numbers.isEmpty()) {
      return "OK STORE completed";
    }
    UidSet uids = SelectedFolder.uids(folder.view(), numbers);
    OptionalLong since = store.unchangedSince();
    Optional<Long> unchangedSince =
        since.isPresent() ? Optional.of(since.getAsLong()) : Optional.empty();
    MailTx.Edited edited =
        session
            .services()
            .store()
            .commit(
                session.account(),
                session,
                tx -> tx.editFlags(folder.id(), uids, store.edit(), unchangedSince));
    echo(edited);
    long missing = numbers.count() - edited.placements().size() - edited.failed().count();
    if (missing > 0 && !store.byUid()) {
      throw new Refusal("NO [EXPUNGEISSUED] some of the messages are gone");
    }
    return edited.failed().isEmpty()
        ? "OK STORE completed"
        : "OK [MODIFIED " + named(edited.failed()) + "] some were changed meanwhile";
  }

  private void echo(MailTx.Edited edited) {
    int known = edited.keywords().names().size();
    if (known > folder.keywords()) {
      folder.keywords(known);
      FlagText.announce(session.out(), edited.keywords(), false);
    }
    if (store.silent() && !session.condstore()) {
      return;
    }
    View view = folder.view();
    int seq = 0;
    for (Placement placement : edited.placements()) {
      boolean isNext = seq >= 0 && seq < view.size() && view.uid(seq + 1) == placement.uid();
      seq = isNext ? seq + 1 : view.seqOf(placement.uid());
      if (seq > 0) {
        one(seq, placement, edited);
      }
    }
  }

  private void one(int seq, Placement placement, MailTx.Edited edited) {
    ResponseWriter out = session.out();
    out.put("* ").put((long) seq).put(" FETCH (");
    if (store.byUid()
        || session.enabled(Extension.QRESYNC)
        || session.enabled(Extension.IMAP4REV2)) {
      out.put("UID ").put(placement.uid()).put(' ');
    }
    if (!store.silent()) {
      boolean recent = folder.isRecent(placement.uid());
      FlagText.write(out, recent, placement.flags(), edited.keywords());
    }
    if (session.condstore()) {
      out.put(store.silent() ? "MODSEQ (" : " MODSEQ (").put(placement.modseq()).put(')');
    }
    out.put(')').line();
  }

  /// Names the messages as the command did: by UID or by number.
  private UidSet named(UidSet uids) {
    if (store.byUid()) {
      return uids;
    }
    View view = folder.view();
    long[] bounds = new long[2 * uids.ranges()];
    for (int i = 0; i < uids.ranges(); i++) {
      bounds[2 * i] = Math.abs(view.seqOf(uids.first(i)));
      bounds[2 * i + 1] = view.lastSeqUpTo(uids.last(i));
    }
    return UidSet.ofRanges(bounds);
  }
}

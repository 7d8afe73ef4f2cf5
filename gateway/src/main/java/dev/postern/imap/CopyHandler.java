package dev.postern.imap;

import dev.postern.imap.wire.Command;
import dev.postern.imap.wire.Refusal;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.UidSet;
import java.util.List;

/// COPY and MOVE, by number or UID (RFC 9051 sections 6.4.7 and 6.4.8).
final class CopyHandler {
  private CopyHandler() {}

  static String run(Session session, Command.Copy copy) {
    SelectedFolder folder = session.selected();
    if (copy.move()) {
      folder.requireWritable();
    }
    UidSet numbers = folder.numbers(copy.messages(), copy.byUid());
    UidSet uids = SelectedFolder.uids(folder.view(), numbers);
    long wanted = numbers.count();
    MailTx.Moved moved =
        session
            .services()
            .store()
            .commit(
                session.account(),
                session,
                tx -> {
                  FolderId target = Mailboxes.target(tx, copy.mailbox()).id();
                  MailTx.Moved done =
                      copy.move()
                          ? tx.move(folder.id(), uids, target)
                          : tx.copy(folder.id(), uids, target);
                  if (!copy.byUid() && done.source().size() < wanted) {
                    // All or nothing (C-79).
                    throw new Refusal("NO [EXPUNGEISSUED] some of the messages are gone");
                  }
                  return done;
                });
    String name = copy.move() ? "MOVE" : "COPY";
    if (moved.source().isEmpty()) {
      return "OK " + name + " completed, nothing to do";
    }
    String code = "[COPYUID " + moved.uidValidity() + " " + set(moved.source()) + " ";
    code += set(moved.target()) + "]";
    if (!copy.move()) {
      return "OK " + code + " COPY completed";
    }
    // Before the EXPUNGEs (C-81).
    session.out().put("* OK ").put(code).put(" moved").line();
    return ExpungeHandler.removed(session, "MOVE");
  }

  private static UidSet set(List<Long> ascending) {
    return UidSet.of(ascending.stream().mapToLong(Long::longValue).toArray());
  }
}

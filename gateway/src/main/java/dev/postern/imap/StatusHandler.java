package dev.postern.imap;

import dev.postern.imap.wire.Command;
import dev.postern.imap.wire.ResponseWriter;
import dev.postern.imap.wire.StatusItem;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Folder;
import dev.postern.mailbox.Placement;
import dev.postern.mailbox.SystemFlag;
import dev.postern.mailbox.UidSet;
import java.util.List;
import java.util.OptionalLong;

/// STATUS (RFC 9051 section 6.3.11): counters the store keeps, no counting.
final class StatusHandler {
  private StatusHandler() {}

  static String run(Session session, Command.Status status) {
    Folder folder =
        session
            .services()
            .store()
            .read(session.account(), read -> Mailboxes.require(read, status.mailbox()));
    if (status.items().contains(StatusItem.HIGHESTMODSEQ)) {
      session.enableCondstore();
    }
    answer(session, folder, status.items());
    return "OK STATUS completed";
  }

  static void answer(Session session, Folder folder, List<StatusItem> items) {
    ResponseWriter out = session.out();
    out.put("* STATUS ").mailbox(folder.name()).put(" (");
    boolean first = true;
    for (StatusItem item : items) {
      if (!first) {
        out.put(' ');
      }
      first = false;
      out.put(item.name().replace('_', '-')).put(' ');
      switch (item) {
        case RECENT -> out.put(recent(session, folder));
        case DELETED_STORAGE -> out.put(deletedStorage(session, folder));
        case MAILBOXID -> out.put('(').put(folder.id().value()).put(')');
        case APPENDLIMIT -> out.put(session.services().options().maxMessage());
        default -> out.put(value(folder, item));
      }
    }
    out.put(')').line();
  }

  /// Counts what no session has claimed; of a folder nobody has selected, nothing is known.
  private static long recent(Session session, Folder folder) {
    AccountId account = session.account();
    OptionalLong free = session.services().recents().firstFree(account, folder.id());
    if (free.isEmpty() || free.getAsLong() >= folder.uidNext()) {
      return 0;
    }
    UidSet uids = UidSet.ofRanges(free.getAsLong(), folder.uidNext() - 1);
    return session
        .services()
        .store()
        .read(account, read -> read.placements(folder.id(), uids))
        .size();
  }

  /// Octets that an expunge would give back; counted, and only where it was asked for.
  private static long deletedStorage(Session session, Folder folder) {
    return folder.deleted() == 0
        ? 0
        : session
            .services()
            .store()
            .read(session.account(), read -> read.placements(folder.id(), Mailboxes.EVERY_UID))
            .stream()
            .filter(placement -> placement.flags().has(SystemFlag.DELETED))
            .mapToLong(Placement::size)
            .sum();
  }

  private static long value(Folder folder, StatusItem item) {
    return switch (item) {
      case MESSAGES -> folder.exists();
      case RECENT, DELETED_STORAGE, MAILBOXID, APPENDLIMIT ->
          throw new IllegalArgumentException("not a counter of the folder");
      case UIDNEXT -> folder.uidNext();
      case UIDVALIDITY -> folder.uidValidity();
      case UNSEEN -> folder.unseen();
      case DELETED -> folder.deleted();
      case SIZE -> folder.size();
      case HIGHESTMODSEQ -> folder.highestModseq();
    };
  }
}

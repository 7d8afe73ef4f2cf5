package dev.postern.imap;

import dev.postern.imap.wire.Command;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.ThreadId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// THREAD and UID THREAD (RFC 5256 section 3).
final class ThreadHandler {
  private ThreadHandler() {}

  static String run(Session session, Command.ThreadMessages thread) {
    SearchHandler.prepare(session, thread.program());
    if (session.state() instanceof SessionState.Selected) {
      Matches found = MatchFinder.find(session, thread.tag(), thread.program().key());
      SortHead[] heads =
          session.services().heads().of(session.account(), found.view(), found.seqs());
      long[] dates = new long[found.count()];
      Arrays.setAll(dates, i -> SortHandler.date(found, heads, i));
      ThreadForest forest =
          switch (thread.algorithm()) {
            case ORDEREDSUBJECT -> OrderedSubject.of(heads, dates);
            case REFERENCES -> References.of(heads, dates, threads(session, found));
          };
      session.out().put("* THREAD");
      if (found.count() > 0) {
        session.out().put(' ');
      }
      forest.write(session.out(), i -> i < found.count() ? found.number(i, thread.byUid()) : 0);
      session.out().line();
    }
    return "OK THREAD completed";
  }

  /// Returns the stored thread of each message; a message that is gone is alone in a thread.
  private static long[] threads(Session session, Matches found) {
    List<MessageId> ids = new ArrayList<>(found.count());
    for (int seq : found.seqs()) {
      ids.add(found.view().placement(seq).message());
    }
    List<Optional<ThreadId>> stored =
        session.services().store().read(session.account(), (MailRead read) -> read.threads(ids));
    long[] threads = new long[stored.size()];
    Arrays.setAll(threads, i -> stored.get(i).map(ThreadId::value).orElse(-ids.get(i).value() - 1));
    return threads;
  }
}

package dev.postern.imap;

import dev.postern.imap.wire.Command;
import dev.postern.imap.wire.ResponseWriter;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.StoredMessage;
import dev.postern.mailbox.View;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// SEARCH and UID SEARCH (RFC 9051 section 6.4.4).
///
/// Each message is first judged by the folder's view alone; what that leaves open is read in
/// batches, and only then are bodies opened, one at a time.
final class SearchHandler {
  private static final int BATCH = 100;

  private final Session session;
  private final MailStore store;
  private final View view;
  private final Condition test;
  private final boolean byUid;
  private long[] found = new long[64];
  private int count;
  private long highestModseq;

  private SearchHandler(Session session, Command.Search search) {
    this.session = session;
    this.store = session.services().store();
    this.view = session.selected().fresh(store, session.account());
    this.test =
        new SearchCompiler(
                session.selected(), view, session.services().clock().instant().getEpochSecond())
            .compile(search.key());
    this.byUid = search.byUid();
  }

  static String run(Session session, Command.Search search) {
    boolean modseq = SearchCompiler.namesModseq(search.key());
    if (modseq) {
      session.enableCondstore();
    }
    News.tell(session, false);
    if (session.state() instanceof SessionState.Selected) {
      SearchHandler handler = new SearchHandler(session, search);
      handler.search();
      handler.answer(modseq);
    }
    return "OK SEARCH completed";
  }

  private void search() {
    List<Integer> open = new ArrayList<>(BATCH);
    for (int seq = 1; seq <= view.size(); seq++) {
      switch (test.quick(seq)) {
        case YES -> {
          // Keep the order: what is still open comes first.
          judge(open);
          add(seq);
        }
        case OPEN -> {
          open.add(seq);
          if (open.size() == BATCH) {
            judge(open);
          }
        }
        case NO -> {}
      }
    }
    judge(open);
  }

  private void judge(List<Integer> open) {
    if (open.isEmpty()) {
      return;
    }
    Map<MessageId, StoredMessage> messages = new HashMap<>();
    List<MessageId> ids = new ArrayList<>(open.size());
    for (int seq : open) {
      ids.add(view.placement(seq).message());
    }
    for (StoredMessage message :
        store.read(session.account(), read -> read.messages(ids.stream().distinct().toList()))) {
      messages.put(message.id(), message);
    }
    for (int i = 0; i < open.size(); i++) {
      session.link().checkOpen();
      StoredMessage message = messages.get(ids.get(i));
      if (message == null) {
        continue;
      }
      int seq = open.get(i);
      int revision = view.placement(seq).revision();
      try (SearchedMessage searched =
          new SearchedMessage(store, session.account(), seq, revision, message)) {
        if (test.full(searched)) {
          add(seq);
        }
      }
    }
    open.clear();
  }

  private void add(int seq) {
    if (count == found.length) {
      found = java.util.Arrays.copyOf(found, 2 * count);
    }
    found[count++] = byUid ? view.uid(seq) : seq;
    highestModseq = Math.max(highestModseq, view.modseq(seq));
  }

  /// Always answers, with nothing found too (C-91).
  private void answer(boolean modseq) {
    ResponseWriter out = session.out();
    out.put("* SEARCH");
    for (int i = 0; i < count; i++) {
      out.put(' ').put(found[i]);
    }
    if (modseq && count > 0) {
      out.put(" (MODSEQ ").put(highestModseq).put(')');
    }
    out.line();
  }
}

package dev.postern.imap;

import dev.postern.imap.wire.Command;
import dev.postern.imap.wire.ResponseWriter;
import dev.postern.mail.Part;
import dev.postern.mail.Wire;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.Placement;
import dev.postern.mailbox.StoredMessage;
import dev.postern.mailbox.View;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// SEARCH and UID SEARCH (RFC 9051 section 6.4.4).
///
/// Each message is first judged by the folder's view alone; what that leaves open is read in
/// batches, and only then are bodies opened, one at a time.
final class SearchHandler {
  private static final int BATCH = 200;

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
    List<MailRead.ContentKey> keys = new ArrayList<>(open.size());
    for (int seq : open) {
      Placement placement = view.placement(seq);
      keys.add(new MailRead.ContentKey(placement.message(), placement.revision()));
    }
    Found found = store.read(session.account(), read -> find(read, keys));
    for (int i = 0; i < open.size(); i++) {
      session.link().checkOpen();
      if (found.wires.get(i).isPresent()) {
        judge(open.get(i), keys.get(i), found.wires.get(i).get(), found.parts(keys.get(i)));
      }
    }
    open.clear();
  }

  /// What the store knows of a batch; the messages only where bodies are searched.
  private record Found(List<Optional<Wire>> wires, Map<MessageId, StoredMessage> messages) {
    List<Part> parts(MailRead.ContentKey key) {
      StoredMessage message = messages.get(key.message());
      return message == null || message.revision() != key.revision()
          ? List.of()
          : message.digest().parts();
    }
  }

  private Found find(MailRead read, List<MailRead.ContentKey> keys) {
    Map<MessageId, StoredMessage> messages = new HashMap<>();
    if (test.cost() == Condition.BODY) {
      List<MessageId> ids = keys.stream().map(MailRead.ContentKey::message).distinct().toList();
      for (StoredMessage message : read.messages(ids)) {
        messages.put(message.id(), message);
      }
    }
    return new Found(read.wires(keys), messages);
  }

  private void judge(int seq, MailRead.ContentKey key, Wire wire, List<Part> parts) {
    try (SearchedMessage message =
        new SearchedMessage(store, session.account(), seq, key, wire, parts)) {
      if (test.full(message)) {
        add(seq);
      }
    }
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

package dev.postern.imap;

import dev.postern.imap.wire.SearchKey;
import dev.postern.mail.Part;
import dev.postern.mail.Wire;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.Placement;
import dev.postern.mailbox.StoredMessage;
import dev.postern.mailbox.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the messages of the selected mailbox that a search program matches.
///
/// Each message is first judged by the folder's view alone; what that leaves open is read in
/// batches, and only then are bodies opened, one at a time.
final class MatchFinder {
  private static final int BATCH = 200;

  private final Session session;
  private final MailStore store;
  private final View view;
  private final Condition test;
  private final Progress progress;
  private int[] found = new int[64];
  private int count;

  private MatchFinder(Session session, View view, Condition test, Progress progress) {
    this.session = session;
    this.store = session.services().store();
    this.view = view;
    this.test = test;
    this.progress = progress;
  }

  /// Searches the numbering the client knows, with the newest flags.
  ///
  /// @param tag of the command, for its progress
  static Matches find(Session session, String tag, SearchKey key) {
    View view = session.selected().fresh();
    Progress progress = new Progress(session, tag, view.size());
    Condition test = SearchCompiler.of(session, view).compile(key);
    MatchFinder finder = new MatchFinder(session, view, test, progress);
    finder.search();
    return new Matches(view, Arrays.copyOf(finder.found, finder.count));
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
      progress.at(open.get(i));
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
      found = Arrays.copyOf(found, 2 * count);
    }
    found[count++] = seq;
  }
}

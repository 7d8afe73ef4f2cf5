package dev.postern.imap;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.imap.wire.Command;
import dev.postern.imap.wire.FetchItem;
import dev.postern.imap.wire.PartialRange;
import dev.postern.imap.wire.Refusal;
import dev.postern.imap.wire.ResponseWriter;
import dev.postern.imap.wire.SequenceSet;
import dev.postern.mail.Digest;
import dev.postern.mail.Part;
import dev.postern.mail.Wire;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.FlagEdit;
import dev.postern.mailbox.Flags;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.Placement;
import dev.postern.mailbox.SystemFlag;
import dev.postern.mailbox.ThreadId;
import dev.postern.mailbox.UidSet;
import dev.postern.mailbox.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// FETCH and UID FETCH (RFC 9051 section 6.4.5).
///
/// Flags, dates and sizes come from the folder's view; wire forms are read in batches, and bodies
/// are streamed one message at a time. No read transaction is open while bytes go out.
final class FetchHandler {
  private static final int BATCH = 200;

  private final Session session;
  private final ResponseWriter out;
  private final MailStore store;
  private final FetchPlan plan;
  private final SelectedFolder folder;
  private final View view;
  private final BodyWriter bodies;
  private final BinaryWriter binaries;
  private final int[] batch = new int[BATCH];
  private int batched;
  private boolean gone;
  private boolean unknownEncoding;

  private FetchHandler(Session session, FetchPlan plan) {
    this.session = session;
    this.out = session.out();
    this.store = session.services().store();
    this.plan = plan;
    this.folder = session.selected();
    this.view = folder.fresh();
    this.bodies = new BodyWriter(out);
    this.binaries = new BinaryWriter(out);
  }

  static String run(Session session, Command.Fetch fetch) {
    requireQresync(session, fetch.vanished());
    if (fetch.changedSince().isPresent() || fetch.items().contains(FetchItem.Data.MODSEQ)) {
      session.enableCondstore();
    }
    News.tell(session, fetch.vanished());
    if (!(session.state() instanceof SessionState.Selected)) {
      return "NO the mailbox is gone";
    }
    SelectedFolder folder = session.selected();
    if (fetch.vanished()) {
      UidSet known = fetch.messages().resolve(SelectedFolder.lastUid(folder.view()));
      new Vanished(session).earlier(fetch.changedSince().orElseThrow(), known, List.of());
    }
    UidSet numbers = folder.numbers(fetch.messages(), fetch.byUid());
    FetchHandler handler = new FetchHandler(session, FetchPlan.of(fetch, session.condstore()));
    handler.all(numbers, fetch.changedSince().orElse(-1), fetch.partial());
    if (handler.gone && !fetch.byUid()) {
      throw new Refusal("NO [EXPUNGEISSUED] some of the messages are gone");
    }
    if (handler.unknownEncoding) {
      return "NO [UNKNOWN-CTE] a part is in an encoding that nobody knows";
    }
    return "OK FETCH completed";
  }

  /// Tells of messages nobody asked for by a command: nothing becomes seen by it.
  static void tell(Session session, UidSet numbers, List<FetchItem> items) {
    List<FetchItem> peeks = items.stream().map(FetchItem::peeking).toList();
    Command.Fetch fetch =
        new Command.Fetch(
            "",
            new SequenceSet(List.of()),
            true,
            peeks,
            OptionalLong.empty(),
            Optional.empty(),
            false);
    new FetchHandler(session, FetchPlan.of(fetch, session.condstore()))
        .all(numbers, -1, Optional.empty());
  }

  /// Refuses what ENABLE QRESYNC must come before (RFC 7162 section 3.2.6, C-99).
  static void requireQresync(Session session, boolean used) {
    if (used && !session.enabled(Extension.QRESYNC)) {
      throw new GatewayException(Fault.SYNTAX, "ENABLE QRESYNC first");
    }
  }

  private void all(UidSet numbers, long changedSince, Optional<PartialRange> page) {
    boolean fromView = !plan.needsStore();
    long left = page.isPresent() ? count(numbers, changedSince) : Long.MAX_VALUE;
    long skipped = page.isPresent() ? page.get().from(left) - 1 : 0;
    left = page.isPresent() ? page.get().to(left) - skipped : left;
    for (int i = 0; i < numbers.ranges(); i++) {
      int last = (int) numbers.last(i);
      for (int seq = (int) numbers.first(i); seq <= last; seq++) {
        if (changedSince >= 0 && view.modseq(seq) <= changedSince) {
          continue;
        }
        if (skipped > 0) {
          skipped--;
          continue;
        }
        if (left-- <= 0) {
          break;
        }
        if (fromView) {
          start(seq);
          Placement placement = view.placement(seq);
          data(placement, false);
          more(placement, Optional.empty(), Optional.empty());
          end();
        } else {
          batch[batched++] = seq;
          if (batched == BATCH) {
            readBatch();
          }
        }
      }
    }
    if (batched > 0) {
      readBatch();
    }
  }

  private long count(UidSet numbers, long changedSince) {
    long count = 0;
    for (int i = 0; i < numbers.ranges(); i++) {
      for (int seq = (int) numbers.first(i); seq <= numbers.last(i); seq++) {
        count += view.modseq(seq) > changedSince ? 1 : 0;
      }
    }
    return count;
  }

  /// What the store knows of a batch.
  private record Found(
      List<Optional<Wire>> wires,
      List<Optional<Digest>> digests,
      List<Optional<ThreadId>> threads) {
    static final Found NOTHING = new Found(List.of(), List.of(), List.of());
  }

  private void readBatch() {
    session.link().checkOpen();
    Placement[] placements = new Placement[batched];
    List<MailRead.ContentKey> keys = new ArrayList<>(batched);
    for (int i = 0; i < batched; i++) {
      placements[i] = view.placement(batch[i]);
      keys.add(new MailRead.ContentKey(placements[i].message(), placements[i].revision()));
    }
    boolean[] marked = plan.setsSeen() ? markSeen(placements) : new boolean[batched];
    Found found =
        plan.wire() || plan.digest() || plan.thread()
            ? store.read(session.account(), read -> find(read, keys))
            : Found.NOTHING;
    List<Optional<Content>> contents =
        plan.readsContent() ? store.contents(session.account(), keys) : List.of();
    try {
      for (int i = 0; i < batched; i++) {
        Optional<Content> content = contents.isEmpty() ? Optional.empty() : contents.get(i);
        one(batch[i], placements[i], marked[i], found, i, content);
      }
    } finally {
      contents.forEach(content -> content.ifPresent(Content::close));
    }
    batched = 0;
  }

  private Found find(MailRead read, List<MailRead.ContentKey> keys) {
    List<Optional<Wire>> wires = plan.wire() ? read.wires(keys) : List.of();
    List<Optional<Digest>> digests = plan.digest() ? read.digests(keys) : List.of();
    List<Optional<ThreadId>> threads =
        plan.thread()
            ? read.threads(keys.stream().map(MailRead.ContentKey::message).toList())
            : List.of();
    return new Found(wires, digests, threads);
  }

  private void one(
      int seq, Placement placement, boolean marked, Found found, int at, Optional<Content> opened) {
    Optional<Wire> wire = plan.wire() ? found.wires.get(at) : Optional.empty();
    Optional<Digest> digest = plan.digest() ? found.digests.get(at) : Optional.empty();
    Optional<ThreadId> thread = plan.thread() ? found.threads.get(at) : Optional.empty();
    if ((plan.wire() && wire.isEmpty())
        || (plan.digest() && digest.isEmpty())
        || (plan.thread() && thread.isEmpty())) {
      gone = true;
      return;
    }
    if (!plan.readsContent()) {
      start(seq);
      data(placement, marked);
      wire.ifPresent(this::structure);
      more(placement, digest, thread);
      end();
      return;
    }
    if (opened.isEmpty()) {
      gone = true;
      return;
    }
    start(seq);
    data(placement, marked);
    wire.ifPresent(this::structure);
    more(placement, digest, thread);
    List<Part> parts = digest.map(Digest::parts).orElse(List.of());
    content(opened.get(), wire.map(Wire::headerLength).orElse(0L), parts);
    end();
  }

  private void content(Content content, long headerLength, List<Part> parts) {
    for (FetchItem.Body body : plan.bodies()) {
      separate();
      bodies.write(body, content, headerLength, parts);
    }
    for (FetchItem.Binary binary : plan.binaries()) {
      if (BinaryWriter.decodes(binary, parts)) {
        separate();
        binaries.write(binary, content, parts);
      } else {
        unknownEncoding = true;
      }
    }
  }

  private boolean first;

  private void start(int seq) {
    out.put("* ").put((long) seq).put(" FETCH (");
    first = true;
  }

  private void separate() {
    if (first) {
      first = false;
    } else {
      out.put(' ');
    }
  }

  private void end() {
    out.put(')').line();
  }

  private void data(Placement placement, boolean marked) {
    if (plan.uid()) {
      separate();
      out.put("UID ").put(placement.uid());
    }
    if (plan.flags() || marked) {
      separate();
      boolean recent = folder.isRecent(placement.uid());
      FlagText.write(out, recent, placement.flags(), view.keywords());
    }
    if (plan.modseq()) {
      separate();
      out.put("MODSEQ (").put(placement.modseq()).put(')');
    }
    if (plan.date()) {
      separate();
      out.put("INTERNALDATE ").date(placement.internalDate(), placement.zone());
    }
    if (plan.size()) {
      separate();
      out.put("RFC822.SIZE ").put(placement.size());
    }
  }

  private void structure(Wire wire) {
    if (plan.envelope()) {
      separate();
      out.put("ENVELOPE ").put(wire.envelope());
    }
    if (plan.body()) {
      separate();
      out.put("BODY ").put(wire.body());
    }
    if (plan.structure()) {
      separate();
      out.put("BODYSTRUCTURE ").put(wire.bodyStructure());
    }
  }

  private void more(Placement placement, Optional<Digest> digest, Optional<ThreadId> thread) {
    for (FetchItem.Data item : plan.more()) {
      separate();
      out.put(item.name()).put(' ');
      switch (item) {
        case EMAILID -> emailId(placement);
        case SAVEDATE -> out.date(placement.saveDate(), 0);
        case THREADID -> out.put('(').put(thread.orElseThrow().toString()).put(')');
        default -> out.string(digest.orElseThrow().snippet());
      }
    }
  }

  /// The message's id for its first content and `<id>-r<N>` for later ones: clients keep bodies by
  /// EMAILID.
  private void emailId(Placement placement) {
    out.put('(').put(placement.message().toString());
    if (placement.revision() > 0) {
      out.put("-r").put((long) placement.revision());
    }
    out.put(')');
  }

  /// Sets `\Seen` on a batch in one commit, and puts the new flags in `placements`.
  ///
  /// @return which of them changed
  private boolean[] markSeen(Placement[] placements) {
    boolean[] marked = new boolean[placements.length];
    long[] unseen =
        Arrays.stream(placements)
            .filter(placement -> !placement.flags().has(SystemFlag.SEEN))
            .mapToLong(Placement::uid)
            .toArray();
    if (unseen.length == 0 || folder.readOnly()) {
      return marked;
    }
    Map<Long, Placement> edited = new HashMap<>();
    see(UidSet.of(unseen)).forEach(placement -> edited.put(placement.uid(), placement));
    for (int i = 0; i < placements.length; i++) {
      Placement changed = edited.get(placements[i].uid());
      if (changed != null) {
        placements[i] = changed;
        marked[i] = true;
      }
    }
    return marked;
  }

  private List<Placement> see(UidSet unseen) {
    var edit = new FlagEdit.Add(Flags.SEEN);
    try {
      return store
          .commit(
              session.account(),
              session,
              tx -> tx.editFlags(folder.id(), unseen, edit, Optional.empty()))
          .placements();
    } catch (GatewayException e) {
      if (e.fault() == Fault.STORAGE_FULL) {
        // Mail can be read on a full disk; it stays unseen.
        return List.of();
      }
      throw e;
    }
  }
}

package dev.postern.imap;

import dev.postern.imap.wire.Command;
import dev.postern.imap.wire.FetchItem;
import dev.postern.imap.wire.FetchItem.Data;
import dev.postern.imap.wire.Section;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// What a FETCH needs of each message, worked out once.
///
/// The answer has UID first, then FLAGS (clients.md row 36), then the rest in a fixed order.
///
/// @param wire whether ready wire forms are needed, for themselves or for the header's length
/// @param more what few clients ask for
/// @param digest whether what was computed of the message, such as its part table, is needed
/// @param setsSeen whether an item sets `\Seen` (C-61)
record FetchPlan(
    boolean uid,
    boolean flags,
    boolean modseq,
    boolean date,
    boolean size,
    boolean envelope,
    boolean body,
    boolean structure,
    Set<Data> more,
    List<FetchItem.Body> bodies,
    List<FetchItem.Binary> binaries,
    boolean wire,
    boolean digest,
    boolean thread,
    boolean setsSeen) {

  private static final Set<Data> MORE =
      EnumSet.of(Data.EMAILID, Data.THREADID, Data.SAVEDATE, Data.PREVIEW);

  static FetchPlan of(Command.Fetch fetch, boolean condstore) {
    List<FetchItem> items = fetch.items();
    List<FetchItem.Body> bodies = new ArrayList<>();
    List<FetchItem.Binary> binaries = new ArrayList<>();
    Set<Data> more = EnumSet.noneOf(Data.class);
    boolean headerLength = false;
    boolean thread = items.contains(Data.THREADID);
    boolean digest = items.contains(Data.PREVIEW);
    boolean setsSeen = false;
    for (FetchItem item : items) {
      switch (item) {
        case FetchItem.Body body -> {
          bodies.add(body);
          digest |= !body.section().path().isEmpty();
          headerLength |=
              body.section().path().isEmpty() && body.section().text() != Section.Text.ALL;
          setsSeen |= !body.peek();
        }
        case FetchItem.Binary binary -> {
          binaries.add(binary);
          digest |= !binary.path().isEmpty();
          setsSeen |= binary.want() == FetchItem.Wanted.BYTES;
        }
        case Data data when MORE.contains(data) -> more.add(data);
        case Data _ -> {}
      }
    }
    boolean envelope = items.contains(Data.ENVELOPE);
    boolean structure = items.contains(Data.BODYSTRUCTURE);
    boolean body = items.contains(Data.BODY);
    return new FetchPlan(
        fetch.byUid() || items.contains(Data.UID),
        items.contains(Data.FLAGS),
        condstore,
        items.contains(Data.INTERNALDATE),
        items.contains(Data.RFC822_SIZE),
        envelope,
        body,
        structure,
        more,
        bodies,
        binaries,
        envelope || structure || body || headerLength,
        digest,
        thread,
        setsSeen);
  }

  /// Says whether the message's bytes are needed.
  boolean readsContent() {
    return !bodies.isEmpty() || !binaries.isEmpty();
  }

  /// Says whether more than the folder's view is needed.
  boolean needsStore() {
    return wire || digest || thread || readsContent();
  }
}

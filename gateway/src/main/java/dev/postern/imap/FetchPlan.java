package dev.postern.imap;

import dev.postern.imap.wire.Command;
import dev.postern.imap.wire.FetchItem;
import dev.postern.imap.wire.FetchItem.Data;
import dev.postern.imap.wire.Section;
import java.util.ArrayList;
import java.util.List;

/// What a FETCH needs of each message, worked out once.
///
/// The answer has UID first, then FLAGS (clients.md row 36), then the rest in a fixed order.
///
/// @param wire whether ready wire forms are needed, for themselves or for the header's length
/// @param parts whether the part table is needed
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
    List<FetchItem.Body> bodies,
    boolean wire,
    boolean parts,
    boolean setsSeen) {

  static FetchPlan of(Command.Fetch fetch, boolean condstore) {
    List<FetchItem> items = fetch.items();
    List<FetchItem.Body> bodies = new ArrayList<>();
    boolean headerLength = false;
    boolean parts = false;
    boolean setsSeen = false;
    for (FetchItem item : items) {
      if (item instanceof FetchItem.Body body) {
        bodies.add(body);
        parts |= !body.section().path().isEmpty();
        headerLength |=
            body.section().path().isEmpty() && body.section().text() != Section.Text.ALL;
        setsSeen |= !body.peek();
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
        bodies,
        envelope || structure || body || headerLength,
        parts,
        setsSeen);
  }

  /// Says whether more than the folder's view is needed.
  boolean needsStore() {
    return wire || !bodies.isEmpty();
  }
}

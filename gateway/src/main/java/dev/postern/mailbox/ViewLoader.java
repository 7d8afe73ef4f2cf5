package dev.postern.mailbox;

import java.util.ArrayList;
import java.util.List;

/// Collects placements in ascending UID order for a [View], straight into its arrays.
public final class ViewLoader {
  private final List<Chunk> full = new ArrayList<>();
  private Chunk current = new Chunk(View.CHUNK);
  private int used;

  /// Adds one placement without making an object of it; the parameters are those of [Placement].
  public void add(
      long uid,
      long modseq,
      int system,
      long keywords,
      long message,
      int revision,
      long internalDate,
      int zone,
      long saveDate,
      long size) {
    if (used == View.CHUNK) {
      full.add(current);
      current = new Chunk(View.CHUNK);
      used = 0;
    }
    Chunk c = current;
    c.uid[used] = (int) uid;
    c.modseq[used] = modseq;
    c.system[used] = (byte) system;
    c.keywords[used] = keywords;
    c.message[used] = message;
    c.revision[used] = revision;
    c.internalDate[used] = internalDate;
    c.zone[used] = (short) zone;
    c.saveDate[used] = saveDate;
    c.size[used] = size;
    used++;
  }

  Chunk[] chunks() {
    List<Chunk> all = new ArrayList<>(full);
    if (used > 0) {
      all.add(current.resized(used));
    }
    return all.toArray(Chunk[]::new);
  }
}

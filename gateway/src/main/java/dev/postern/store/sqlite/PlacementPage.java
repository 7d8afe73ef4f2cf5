package dev.postern.store.sqlite;

import dev.postern.mailbox.FlagSet;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.Placement;
import java.util.Arrays;

/// Up to [#FULL] placements of one folder, ascending by UID: the unit in which they are stored.
///
/// What flags and expunges touch (hot) is stored apart from what never changes (cold). A page is
/// named by the UID it was started with, which stays its lower bound.
final class PlacementPage {
  /// How many a page gets; those of older data directories have up to 128.
  static final int FULL = 48;

  /// A bit beside the system flags: the message has, or had, more than one placement, so that the
  /// others must be looked at when it is counted.
  static final int SHARED = 0x80;

  private static final int FLAGS = 0x1f;

  final long folder;
  final long first;
  int count;
  final int[] uid;
  final byte[] system;
  final long[] keywords;
  final long[] modseq;
  final long[] message;
  final int[] revision;
  final long[] internalDate;
  final short[] zone;
  final long[] saveDate;
  final long[] size;

  /// Milliseconds; with the message's id the key of its index rows.
  final long[] received;

  boolean stored;
  boolean hasCold;
  boolean hotDirty;
  boolean coldDirty;

  /// Makes an empty page.
  PlacementPage(long folder, long first) {
    this(folder, first, FULL);
  }

  /// Makes a page to read `stored` placements into.
  PlacementPage(long folder, long first, int stored) {
    this.folder = folder;
    this.first = first;
    int room = Math.max(FULL, stored);
    this.uid = new int[room];
    this.system = new byte[room];
    this.keywords = new long[room];
    this.modseq = new long[room];
    this.message = new long[room];
    this.revision = new int[room];
    this.internalDate = new long[room];
    this.zone = new short[room];
    this.saveDate = new long[room];
    this.size = new long[room];
    this.received = new long[room];
  }

  long uid(int at) {
    return Integer.toUnsignedLong(uid[at]);
  }

  long lastUid() {
    return count == 0 ? first : uid(count - 1);
  }

  int flags(int at) {
    return system[at] & FLAGS;
  }

  boolean isShared(int at) {
    return (system[at] & SHARED) != 0;
  }

  FlagSet flagSet(int at) {
    return new FlagSet(flags(at), keywords[at]);
  }

  /// Returns the index of `wanted`, or minus one minus the index it would have.
  int indexOf(long wanted) {
    int low = 0;
    int high = count - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      long found = uid(middle);
      if (found < wanted) {
        low = middle + 1;
      } else if (found > wanted) {
        high = middle - 1;
      } else {
        return middle;
      }
    }
    return -(low + 1);
  }

  /// Returns a placement; the cold part must be there.
  Placement placement(int at) {
    return new Placement(
        uid(at),
        modseq[at],
        flagSet(at),
        new MessageId(message[at]),
        revision[at],
        internalDate[at],
        zone[at],
        saveDate[at],
        size[at]);
  }

  void append(Placement placement, boolean shared, long receivedMillis) {
    int at = count++;
    uid[at] = (int) placement.uid();
    message[at] = placement.message().value();
    revision[at] = placement.revision();
    internalDate[at] = placement.internalDate();
    zone[at] = (short) placement.zone();
    saveDate[at] = placement.saveDate();
    size[at] = placement.size();
    received[at] = receivedMillis;
    system[at] = (byte) (placement.flags().system() | (shared ? SHARED : 0));
    keywords[at] = placement.flags().keywords();
    modseq[at] = placement.modseq();
    hotDirty = true;
    coldDirty = true;
  }

  void setFlags(int at, FlagSet flags, long newModseq) {
    system[at] = (byte) (flags.system() | (system[at] & SHARED));
    keywords[at] = flags.keywords();
    modseq[at] = newModseq;
    hotDirty = true;
  }

  void share(int at) {
    if (!isShared(at)) {
      system[at] |= (byte) SHARED;
      hotDirty = true;
    }
  }

  void touch(int at, long newModseq) {
    modseq[at] = newModseq;
    hotDirty = true;
  }

  void remove(int at) {
    int rest = count - at - 1;
    for (Object array :
        new Object[] {
          uid,
          system,
          keywords,
          modseq,
          message,
          revision,
          internalDate,
          zone,
          saveDate,
          size,
          received
        }) {
      System.arraycopy(array, at + 1, array, at, rest);
    }
    count--;
    hotDirty = true;
    coldDirty = true;
  }

  long highestModseq() {
    return Arrays.stream(modseq, 0, count).max().orElse(0);
  }
}

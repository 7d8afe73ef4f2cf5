package dev.postern.mailbox;

import java.util.Arrays;
import java.util.List;

/// Up to [View#CHUNK] placements in parallel arrays, ascending by UID. Not changed once a [View]
/// has it.
final class Chunk {
  static final Chunk EMPTY = new Chunk(0);

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

  Chunk(int length) {
    uid = new int[length];
    system = new byte[length];
    keywords = new long[length];
    modseq = new long[length];
    message = new long[length];
    revision = new int[length];
    internalDate = new long[length];
    zone = new short[length];
    saveDate = new long[length];
    size = new long[length];
  }

  private Chunk(Chunk that, byte[] system, long[] keywords, long[] modseq) {
    this.uid = that.uid;
    this.system = system;
    this.keywords = keywords;
    this.modseq = modseq;
    this.message = that.message;
    this.revision = that.revision;
    this.internalDate = that.internalDate;
    this.zone = that.zone;
    this.saveDate = that.saveDate;
    this.size = that.size;
  }

  int size() {
    return uid.length;
  }

  long lastUid() {
    return Integer.toUnsignedLong(uid[uid.length - 1]);
  }

  FlagSet flags(int at) {
    return new FlagSet(system[at], keywords[at]);
  }

  Placement placement(int at) {
    return new Placement(
        Integer.toUnsignedLong(uid[at]),
        modseq[at],
        flags(at),
        new MessageId(message[at]),
        revision[at],
        internalDate[at],
        zone[at],
        saveDate[at],
        size[at]);
  }

  void set(int at, Placement placement) {
    uid[at] = (int) placement.uid();
    message[at] = placement.message().value();
    revision[at] = placement.revision();
    internalDate[at] = placement.internalDate();
    zone[at] = (short) placement.zone();
    saveDate[at] = placement.saveDate();
    size[at] = placement.size();
    setFlags(at, placement.flags(), placement.modseq());
  }

  void setFlags(int at, FlagSet flags, long newModseq) {
    system[at] = (byte) flags.system();
    keywords[at] = flags.keywords();
    modseq[at] = newModseq;
  }

  /// Returns a chunk that shares what never changes and owns its flags.
  Chunk copyForFlags() {
    return new Chunk(this, system.clone(), keywords.clone(), modseq.clone());
  }

  /// Says whether `wanted` stands at an index, which may be out of bounds.
  boolean has(int at, long wanted) {
    return at < uid.length && uid[at] == (int) wanted;
  }

  /// Returns the index of `wanted`, or minus one minus the index it would have.
  int indexOf(long wanted) {
    int low = 0;
    int high = uid.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = Integer.compareUnsigned(uid[middle], (int) wanted);
      if (order < 0) {
        low = middle + 1;
      } else if (order > 0) {
        high = middle - 1;
      } else {
        return middle;
      }
    }
    return -(low + 1);
  }

  Chunk with(List<Placement> added) {
    Chunk next = resized(uid.length + added.size());
    for (int i = 0; i < added.size(); i++) {
      next.set(uid.length + i, added.get(i));
    }
    return next;
  }

  Chunk without(UidSet expunged) {
    if (uid.length == 0 || !expunged.meets(Integer.toUnsignedLong(uid[0]), lastUid())) {
      return this;
    }
    int[] kept = new int[uid.length];
    int n = 0;
    for (int i = 0; i < uid.length; i++) {
      if (!expunged.contains(Integer.toUnsignedLong(uid[i]))) {
        kept[n++] = i;
      }
    }
    if (n == uid.length) {
      return this;
    }
    Chunk next = new Chunk(n);
    for (int i = 0; i < n; i++) {
      next.copy(i, this, kept[i], 1);
    }
    return next;
  }

  Chunk resized(int length) {
    Chunk next = new Chunk(length);
    next.copy(0, this, 0, Math.min(length, uid.length));
    return next;
  }

  private void copy(int at, Chunk from, int index, int count) {
    System.arraycopy(from.uid, index, uid, at, count);
    System.arraycopy(from.system, index, system, at, count);
    System.arraycopy(from.keywords, index, keywords, at, count);
    System.arraycopy(from.modseq, index, modseq, at, count);
    System.arraycopy(from.message, index, message, at, count);
    System.arraycopy(from.revision, index, revision, at, count);
    System.arraycopy(from.internalDate, index, internalDate, at, count);
    System.arraycopy(from.zone, index, zone, at, count);
    System.arraycopy(from.saveDate, index, saveDate, at, count);
    System.arraycopy(from.size, index, size, at, count);
  }

  @Override
  public String toString() {
    return "Chunk" + Arrays.toString(uid);
  }
}

package dev.postern.mailbox;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A folder's numbering at one moment: immutable, in chunks of primitive arrays, shared by all
/// connections that see the same state (spec/performance-and-scale.md section 5.2).
///
/// Sequence numbers count from 1. Sequence to UID is an index; UID to sequence is a binary search.
/// [#apply] copies only the chunks that changed.
public final class View {
  static final int CHUNK = 1024;

  private final FolderId folder;
  private final long uidValidity;
  private final long uidNext;
  private final long highestModseq;
  private final Keywords keywords;
  private final Chunk[] chunks;

  /// Entries before chunk i; one more element than there are chunks.
  private final int[] starts;

  private View(
      FolderId folder,
      long uidValidity,
      long uidNext,
      long highestModseq,
      Keywords keywords,
      Chunk[] chunks) {
    this.folder = folder;
    this.uidValidity = uidValidity;
    this.uidNext = uidNext;
    this.highestModseq = highestModseq;
    this.keywords = keywords;
    this.chunks = chunks;
    this.starts = new int[chunks.length + 1];
    for (int i = 0; i < chunks.length; i++) {
      starts[i + 1] = starts[i] + chunks[i].size();
    }
  }

  /// Makes a view of `folder` from what an engine loaded.
  ///
  /// @param loaded ascending by UID
  public static View of(Folder folder, ViewLoader loaded) {
    return new View(
        folder.id(),
        folder.uidValidity(),
        folder.uidNext(),
        folder.highestModseq(),
        folder.keywords(),
        loaded.chunks());
  }

  /// Returns the folder this numbers.
  public FolderId folder() {
    return folder;
  }

  /// Returns UIDVALIDITY.
  public long uidValidity() {
    return uidValidity;
  }

  /// Returns UIDNEXT.
  public long uidNext() {
    return uidNext;
  }

  /// Returns HIGHESTMODSEQ of this state (C-104).
  public long highestModseq() {
    return highestModseq;
  }

  /// Returns the folder's keywords.
  public Keywords keywords() {
    return keywords;
  }

  /// Returns the number of messages: EXISTS.
  public int size() {
    return starts[chunks.length];
  }

  /// Returns the UID of sequence number `seq`, 1 to [#size].
  public long uid(int seq) {
    int c = chunkOf(seq - 1);
    return Integer.toUnsignedLong(chunks[c].uid[seq - 1 - starts[c]]);
  }

  /// Returns the flags of `seq`.
  public FlagSet flags(int seq) {
    int c = chunkOf(seq - 1);
    return chunks[c].flags(seq - 1 - starts[c]);
  }

  /// Returns the bits of [SystemFlag] of `seq` without an object.
  public int systemFlags(int seq) {
    int c = chunkOf(seq - 1);
    return chunks[c].system[seq - 1 - starts[c]];
  }

  /// Returns the MODSEQ of `seq`.
  public long modseq(int seq) {
    int c = chunkOf(seq - 1);
    return chunks[c].modseq[seq - 1 - starts[c]];
  }

  /// Returns the message of `seq`.
  public MessageId message(int seq) {
    int c = chunkOf(seq - 1);
    return new MessageId(chunks[c].message[seq - 1 - starts[c]]);
  }

  /// Returns the revision of the message's content that `seq` shows.
  public int revision(int seq) {
    int c = chunkOf(seq - 1);
    return chunks[c].revision[seq - 1 - starts[c]];
  }

  /// Returns all that is known of `seq`.
  public Placement placement(int seq) {
    int c = chunkOf(seq - 1);
    return chunks[c].placement(seq - 1 - starts[c]);
  }

  /// Returns the sequence number of `uid`, or minus the number it would have if it existed.
  public int seqOf(long uid) {
    int c = chunkForUid(uid);
    if (c == chunks.length) {
      return -(size() + 1);
    }
    int at = chunks[c].indexOf(uid);
    return at >= 0 ? starts[c] + at + 1 : -(starts[c] - at);
  }

  /// Returns the sequence number of the last message with a UID of at most `uid`; 0 if there is
  /// none.
  public int lastSeqUpTo(long uid) {
    int seq = seqOf(uid);
    return seq > 0 ? seq : -seq - 1;
  }

  /// Returns the state after `delta`. UIDs that do not exist here are ignored; an added one that
  /// does is a change of flags.
  public View apply(FolderDelta delta) {
    Chunk[] next = chunks.clone();
    setFlags(next, delta.flagged());
    setFlags(next, delta.added());
    if (!delta.expunged().isEmpty()) {
      next = without(next, delta.expunged());
    }
    List<Placement> added = new ArrayList<>(delta.added().size());
    long last = lastUid(next);
    for (Placement placement : delta.added()) {
      if (placement.uid() > last && !delta.expunged().contains(placement.uid())) {
        added.add(placement);
      }
    }
    if (!added.isEmpty()) {
      next = with(next, added);
    }
    return new View(
        folder,
        uidValidity,
        Math.max(uidNext, delta.uidNext()),
        Math.max(highestModseq, delta.modseq()),
        delta.keywords(),
        next);
  }

  /// What is flagged ascends, and is mostly what follows on the last.
  private void setFlags(Chunk[] next, List<Placement> flagged) {
    int c = 0;
    int at = -1;
    for (Placement placement : flagged) {
      if (at >= 0 && chunks[c].has(at + 1, placement.uid())) {
        at++;
      } else {
        c = chunkForUid(placement.uid());
        at = c == chunks.length ? -1 : chunks[c].indexOf(placement.uid());
      }
      if (at >= 0) {
        if (next[c] == chunks[c]) {
          next[c] = chunks[c].copyForFlags();
        }
        next[c].setFlags(at, placement.flags(), placement.modseq());
      }
    }
  }

  private static Chunk[] without(Chunk[] chunks, UidSet expunged) {
    List<Chunk> kept = new ArrayList<>(chunks.length);
    for (Chunk chunk : chunks) {
      Chunk rest = chunk.without(expunged);
      if (rest.size() > 0) {
        kept.add(rest);
      }
    }
    return kept.toArray(Chunk[]::new);
  }

  private static Chunk[] with(Chunk[] chunks, List<Placement> added) {
    List<Chunk> all = new ArrayList<>(Arrays.asList(chunks));
    int from = 0;
    if (!all.isEmpty() && all.getLast().size() < CHUNK) {
      Chunk last = all.removeLast();
      from = Math.min(added.size(), CHUNK - last.size());
      all.add(last.with(added.subList(0, from)));
    }
    while (from < added.size()) {
      int to = Math.min(added.size(), from + CHUNK);
      all.add(Chunk.EMPTY.with(added.subList(from, to)));
      from = to;
    }
    return all.toArray(Chunk[]::new);
  }

  private static long lastUid(Chunk[] chunks) {
    return chunks.length == 0 ? 0 : chunks[chunks.length - 1].lastUid();
  }

  private int chunkOf(int index) {
    int low = 0;
    int high = chunks.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (starts[middle] <= index) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /// First chunk whose last UID is at least `uid`; the number of chunks if there is none.
  private int chunkForUid(long uid) {
    int low = 0;
    int high = chunks.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (chunks[middle].lastUid() < uid) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}

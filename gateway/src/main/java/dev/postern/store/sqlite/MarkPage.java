package dev.postern.store.sqlite;

import org.jspecify.annotations.Nullable;

/// Up to [#FULL] messages of a [MarkIndex], ascending by key, each with the number of its
/// placements that bear the mark.
///
/// Stored as packed differences. A row this long still fits its B-tree page.
final class MarkPage {
  private static final int ROOM = 128;

  /// How many a page gets; older data directories have fuller ones.
  static final int FULL = 48;

  /// The lower bound of its keys, by which it is stored.
  final Cursor first;

  /// The lower bound of the next page; null while nobody asked.
  @Nullable Cursor next;

  int count;
  boolean stored;
  boolean dirty;
  private final long[] received = new long[ROOM];
  private final long[] message = new long[ROOM];
  private final int[] marks = new int[ROOM];

  /// Where the next key is likely to belong: one command's keys mostly ascend.
  private int likely;

  MarkPage(Cursor first) {
    this.first = first;
  }

  static MarkPage read(Cursor first, byte[] packed) {
    MarkPage page = new MarkPage(first);
    Unpacker in = new Unpacker(packed);
    long time = 0;
    long id = 0;
    while (in.hasMore()) {
      time += in.signed();
      id += in.signed();
      page.put(page.count++, new Cursor(time, id), (int) in.number());
    }
    page.stored = true;
    return page;
  }

  byte[] packed() {
    Packer out = new Packer();
    long time = 0;
    long id = 0;
    for (int i = 0; i < count; i++) {
      out.signed(received[i] - time).signed(message[i] - id).number(marks[i]);
      time = received[i];
      id = message[i];
    }
    return out.bytes();
  }

  Cursor key(int at) {
    return new Cursor(received[at], message[at]);
  }

  /// Returns how many placements of a message bear the mark.
  int marks(int at) {
    return marks[at];
  }

  /// Says whether keys up to `key` are known to belong here.
  boolean covers(Cursor key) {
    Cursor bound = next;
    if (bound != null) {
      return key.isAfter(bound);
    }
    return count > 0 && !isBelow(count - 1, key);
  }

  private boolean isBelow(int at, Cursor key) {
    return received[at] < key.received()
        || (received[at] == key.received() && message[at] < key.id());
  }

  /// Returns the index of the first key that is not below `key`.
  int from(Cursor key) {
    if (likely <= count
        && (likely == 0 || isBelow(likely - 1, key))
        && (likely == count || !isBelow(likely, key))) {
      return likely;
    }
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (isBelow(middle, key)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// Changes the number of marks; the page must have room.
  ///
  /// @param more how many to add, below 0 to take away
  void add(Cursor key, int more) {
    int at = from(key);
    dirty = true;
    likely = at + 1;
    if (at < count && received[at] == key.received() && message[at] == key.id()) {
      marks[at] += more;
      if (marks[at] <= 0) {
        shift(at + 1, at);
        likely = at;
      }
    } else if (more > 0) {
      shift(at, at + 1);
      put(at, key, more);
    }
  }

  private void put(int at, Cursor key, int number) {
    received[at] = key.received();
    message[at] = key.id();
    marks[at] = number;
  }

  private void shift(int from, int to) {
    int rest = count - from;
    System.arraycopy(received, from, received, to, rest);
    System.arraycopy(message, from, message, to, rest);
    System.arraycopy(marks, from, marks, to, rest);
    count += to - from;
  }

  /// Moves the upper part of a full page to a new one to make room for `key`. What comes in order
  /// leaves full pages behind.
  MarkPage split(Cursor key) {
    int at = from(key) == count ? count : count / 2;
    MarkPage upper = new MarkPage(at == count ? key : key(at));
    for (int i = at; i < count; i++) {
      upper.put(upper.count++, key(i), marks[i]);
    }
    upper.next = next;
    upper.dirty = true;
    next = upper.first;
    count = at;
    dirty = true;
    return upper;
  }
}

package dev.postern.store.sqlite;

import java.nio.ByteBuffer;

/// The stored forms of a [PlacementPage].
///
/// Hot: count (2 octets), whether keywords follow (1), then UIDs (4 each), system flags (1),
/// MODSEQs (8), keywords (8). Fixed widths, so that loading is copying. Cold: packed differences.
final class PageCodec {
  private static final int HEAD = 3;
  private static final int HOT = 4 + 1 + 8;

  private PageCodec() {}

  static byte[] hot(PlacementPage page) {
    int n = page.count;
    boolean keywords = false;
    for (int i = 0; i < n; i++) {
      keywords |= page.keywords[i] != 0;
    }
    ByteBuffer out = ByteBuffer.allocate(HEAD + n * (HOT + (keywords ? 8 : 0)));
    out.putShort((short) n).put((byte) (keywords ? 1 : 0));
    for (int i = 0; i < n; i++) {
      out.putInt(page.uid[i]);
    }
    out.put(page.system, 0, n);
    for (int i = 0; i < n; i++) {
      out.putLong(page.modseq[i]);
    }
    for (int i = 0; keywords && i < n; i++) {
      out.putLong(page.keywords[i]);
    }
    return out.array();
  }

  static PlacementPage readHot(long folder, long first, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int n = in.getShort();
    PlacementPage page = new PlacementPage(folder, first, n);
    boolean keywords = in.get() != 0;
    page.count = n;
    for (int i = 0; i < n; i++) {
      page.uid[i] = in.getInt();
    }
    in.get(page.system, 0, n);
    for (int i = 0; i < n; i++) {
      page.modseq[i] = in.getLong();
    }
    for (int i = 0; i < n; i++) {
      page.keywords[i] = keywords ? in.getLong() : 0;
    }
    page.stored = true;
    return page;
  }

  static byte[] cold(PlacementPage page) {
    Packer out = new Packer();
    long message = 0;
    long date = 0;
    for (int i = 0; i < page.count; i++) {
      out.signed(page.message[i] - message);
      out.number(page.revision[i]);
      out.signed(page.internalDate[i] - date);
      out.signed(page.zone[i]);
      out.signed(page.saveDate[i] - page.internalDate[i]);
      out.number(page.size[i]);
      out.signed(page.received[i] - page.internalDate[i] * 1000);
      message = page.message[i];
      date = page.internalDate[i];
    }
    return out.bytes();
  }

  static void readCold(byte[] bytes, PlacementPage page) {
    Unpacker in = new Unpacker(bytes);
    long message = 0;
    long date = 0;
    for (int i = 0; in.hasMore(); i++) {
      message += in.signed();
      page.message[i] = message;
      page.revision[i] = (int) in.number();
      date += in.signed();
      page.internalDate[i] = date;
      page.zone[i] = (short) in.signed();
      page.saveDate[i] = date + in.signed();
      page.size[i] = in.number();
      page.received[i] = in.signed() + date * 1000;
    }
    page.hasCold = true;
  }
}

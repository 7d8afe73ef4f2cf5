package dev.postern.store.sqlite;

import dev.postern.mailbox.UidSet;
import java.util.ArrayList;
import java.util.List;

/// The UIDs that one transaction expunged from a folder, as bytes: gap and length of each range.
final class TombCodec {
  private TombCodec() {}

  static byte[] pack(UidSet uids) {
    Packer out = new Packer();
    long last = 0;
    for (int i = 0; i < uids.ranges(); i++) {
      out.number(uids.first(i) - last).number(uids.last(i) - uids.first(i));
      last = uids.last(i);
    }
    return out.bytes();
  }

  static UidSet unpack(byte[] packed) {
    List<Long> bounds = new ArrayList<>();
    long last = 0;
    for (Unpacker in = new Unpacker(packed); in.hasMore(); ) {
      long first = last + in.number();
      last = first + in.number();
      bounds.add(first);
      bounds.add(last);
    }
    return UidSet.ofRanges(bounds.stream().mapToLong(Long::longValue).toArray());
  }
}

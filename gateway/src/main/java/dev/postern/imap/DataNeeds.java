package dev.postern.imap;

import dev.postern.imap.wire.FetchItem;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Which capabilities the items of a FETCH need.
final class DataNeeds {
  private DataNeeds() {}

  static Set<Capability> of(List<FetchItem> items) {
    Set<Capability> needs = EnumSet.noneOf(Capability.class);
    for (FetchItem item : items) {
      switch (item) {
        case FetchItem.Binary _ -> needs.add(Capability.BINARY);
        case FetchItem.Body _ -> {}
        case FetchItem.Data data -> {
          switch (data) {
            case MODSEQ -> needs.add(Capability.CONDSTORE);
            case EMAILID, THREADID -> needs.add(Capability.OBJECTID);
            case SAVEDATE -> needs.add(Capability.SAVEDATE);
            case PREVIEW -> needs.add(Capability.PREVIEW);
            case UID, FLAGS, INTERNALDATE, RFC822_SIZE, ENVELOPE, BODY, BODYSTRUCTURE -> {}
          }
        }
      }
    }
    return needs;
  }
}

package dev.postern.store.sqlite;

import dev.postern.mailbox.Placement;
import java.util.ArrayList;
import java.util.List;

/// Placements of one folder, ascending by UID. A command visits them in that order, so that putting
/// one is mostly adding it at the end.
final class ByUid {
  private final ArrayList<Placement> placements = new ArrayList<>();

  /// Adds a placement or puts it in its predecessor's place.
  void put(Placement placement) {
    int at = indexOf(placement.uid());
    if (at >= 0) {
      placements.set(at, placement);
    } else {
      placements.add(-(at + 1), placement);
    }
  }

  /// Puts a placement in its predecessor's place.
  ///
  /// @return false if there is none
  boolean replace(Placement placement) {
    int at = indexOf(placement.uid());
    if (at >= 0) {
      placements.set(at, placement);
    }
    return at >= 0;
  }

  void remove(long uid) {
    int at = indexOf(uid);
    if (at >= 0) {
      placements.remove(at);
    }
  }

  /// Returns the index of `uid`, or minus one minus the index it would have.
  private int indexOf(long uid) {
    int low = 0;
    int high = placements.size() - 1;
    if (high < 0 || placements.get(high).uid() < uid) {
      return -(high + 2);
    }
    while (low <= high) {
      int middle = (low + high) >>> 1;
      long found = placements.get(middle).uid();
      if (found < uid) {
        low = middle + 1;
      } else if (found > uid) {
        high = middle - 1;
      } else {
        return middle;
      }
    }
    return -(low + 1);
  }

  List<Placement> list() {
    return List.copyOf(placements);
  }
}

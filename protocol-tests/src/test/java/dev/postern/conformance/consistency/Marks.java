package dev.postern.conformance.consistency;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Which message each UID of each folder is, by all that any connection was ever told: it never
/// becomes another (C-45, C-50, C-56). Thread-safe.
final class Marks {
  private final Map<String, String> marks = new ConcurrentHashMap<>();

  /// Takes what a connection was told.
  void told(String folder, long uid, String mark) {
    String before = marks.putIfAbsent(folder + ":" + uid, mark);
    if (before != null && !before.equals(mark)) {
      throw new AssertionError(
          "UID " + uid + " of " + folder + " was " + before + " and is now " + mark);
    }
  }

  /// Takes the pairs of a COPYUID.
  void copied(String from, List<Long> source, String to, List<Long> target) {
    if (source.size() != target.size()) {
      throw new AssertionError("COPYUID with " + source + " and " + target);
    }
    for (int i = 0; i < source.size(); i++) {
      String mark = marks.get(from + ":" + source.get(i));
      if (mark != null) {
        told(to, target.get(i), mark);
      }
    }
  }
}

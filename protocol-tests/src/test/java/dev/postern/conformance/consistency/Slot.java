package dev.postern.conformance.consistency;

import java.util.Set;
import java.util.TreeSet;

/// One message number of a connection, with what the server has told about it.
final class Slot {
  /// 0 until it was told.
  long uid;

  /// Without `\Recent`; meaningless until [#flagsKnown].
  final Set<String> flags = new TreeSet<>();

  boolean flagsKnown;

  /// Takes the flags that a FETCH gave.
  void told(Set<String> now) {
    flags.clear();
    flags.addAll(now);
    flagsKnown = true;
  }
}

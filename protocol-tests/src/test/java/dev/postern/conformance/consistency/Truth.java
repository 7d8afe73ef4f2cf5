package dev.postern.conformance.consistency;

import dev.postern.conformance.consistency.Mirror.Mode;
import dev.postern.conformance.peer.Peer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What a fresh connection sees while nobody changes anything, and whether others saw the same.
final class Truth {
  private final Peer peer;
  private final String address;
  private final Marks marks;
  private final Map<String, Picture> folders = new HashMap<>();

  private Truth(Peer peer, String address, Marks marks) {
    this.peer = peer;
    this.address = address;
    this.marks = marks;
  }

  /// Reads every folder whole.
  static Truth read(Peer peer, String address, Marks marks) throws IOException {
    var truth = new Truth(peer, address, marks);
    try (Mirror fresh = Mirror.open(peer, address, "fresh", Mode.CONDSTORE, marks)) {
      for (String folder : Player.FOLDERS) {
        fresh.select(folder, "");
        fresh.ok("UID FETCH 1:* (FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])");
        truth.folders.put(folder, fresh.picture().orElseThrow());
      }
    }
    return truth;
  }

  Collection<Picture> pictures() {
    return folders.values();
  }

  private Map<Long, Set<String>> flags(String folder) {
    return Objects.requireNonNull(folders.get(folder), folder).flags();
  }

  /// Compares a connection's model after one NOOP.
  void check(Mirror mirror) throws IOException {
    mirror.ok("NOOP");
    Map<Long, Set<String>> now = flags(mirror.folder());
    List<Long> uids = new ArrayList<>(now.keySet());
    if (uids.size() != mirror.slots().size()) {
      throw mirror.failure(mirror.slots().size() + " messages instead of " + uids.size());
    }
    for (int i = 0; i < uids.size(); i++) {
      Slot slot = mirror.slots().get(i);
      if (slot.uid != 0 && slot.uid != uids.get(i)) {
        throw mirror.failure("number " + (i + 1) + " is " + uids.get(i));
      }
      if (slot.flagsKnown && !slot.flags.equals(now.get(uids.get(i)))) {
        throw mirror.failure(
            "UID " + uids.get(i) + " has " + now.get(uids.get(i)) + ", not " + slot.flags);
      }
    }
    searched(mirror, uids, now);
  }

  private static void searched(Mirror mirror, List<Long> uids, Map<Long, Set<String>> now)
      throws IOException {
    mirror.ok("UID SEARCH ALL");
    if (!mirror.found().equals(uids)) {
      throw mirror.failure("SEARCH found " + mirror.found() + " of " + uids);
    }
    mirror.ok("UID SEARCH KEYWORD blue NOT SEEN");
    List<Long> blue =
        now.entrySet().stream()
            .filter(of -> of.getValue().contains("blue") && !of.getValue().contains("\\Seen"))
            .map(Map.Entry::getKey)
            .toList();
    if (!mirror.found().equals(blue)) {
      throw mirror.failure("SEARCH found " + mirror.found() + " of " + blue);
    }
  }

  /// Selects with QRESYNC from an older state: what comes out is the folder as it is now.
  void checkResync(Picture then) throws IOException {
    Map<Long, Set<String>> now = flags(then.folder());
    try (Mirror back = Mirror.open(peer, address, "back", Mode.QRESYNC, marks)) {
      require(back, then, back.resync(then, Optional.empty()).flags(), now);
      if (!then.flags().isEmpty()) {
        String known =
            then.flags().keySet().stream().map(String::valueOf).collect(Collectors.joining(","));
        var left = new TreeMap<>(now);
        left.keySet().retainAll(then.flags().keySet());
        require(back, then, back.resync(then, Optional.of(known)).flags(), left);
      }
    }
  }

  private static void require(
      Mirror back, Picture then, Map<Long, Set<String>> got, Map<Long, Set<String>> expected) {
    if (!got.equals(expected)) {
      throw back.failure("from " + then + "\n got " + got + "\n not " + expected);
    }
  }
}

package dev.postern.conformance.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/// What clients tried and what the server acknowledged. Thread-safe.
final class Ledger {
  /// The ways a message comes in, and where it must be afterwards.
  enum Way {
    APPEND,
    MX,
    SUBMISSION,
    API,
    MOVE,
    CHURN
  }

  /// How far something went; the server answered OK for everything but the first.
  enum Stage {
    TRIED,
    STORED,
    MOVING,
    MOVED,
    EXPUNGED
  }

  /// One message's story so far.
  ///
  /// @param uid what APPENDUID said, or 0 where no such answer exists
  record Entry(String token, Way way, Stage stage, long uid) {}

  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private final Map<Long, Integer> flags = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> refusals = new ConcurrentLinkedQueue<>();

  /// Notes that a message is about to be sent.
  void tried(String token, Way way) {
    entries.put(token, new Entry(token, way, Stage.TRIED, 0));
  }

  /// Notes what the server acknowledged.
  void reached(String token, Stage stage, long uid) {
    entries.computeIfPresent(
        token, (_, entry) -> new Entry(token, entry.way(), stage, uid == 0 ? entry.uid() : uid));
  }

  /// Notes that the flags of a message were acknowledged as number `turn` of its rotation.
  void flagged(long uid, int turn) {
    flags.put(uid, turn);
  }

  /// Notes an error that came while the server was alive.
  void refused(String what) {
    refusals.add(what);
  }

  /// Returns every story of one way.
  List<Entry> of(Way way) {
    return entries.values().stream().filter(entry -> entry.way() == way).toList();
  }

  /// Says whether a token was ever sent.
  boolean knows(String token) {
    return entries.containsKey(token);
  }

  /// Returns the acknowledged turn of each flagged message.
  Map<Long, Integer> flags() {
    return Map.copyOf(flags);
  }

  /// Returns what went wrong while the server was alive; must be empty.
  List<String> refusals() {
    return new ArrayList<>(refusals);
  }

  /// Returns what a backup must hold that is begun now: flags and removals may still come into it.
  Ledger forBackup() {
    var copy = new Ledger();
    entries.forEach((token, entry) -> copy.entries.put(token, begun(entry)));
    return copy;
  }

  private static Entry begun(Entry entry) {
    boolean mayGo = entry.way() == Way.CHURN && entry.stage() == Stage.STORED;
    return mayGo ? new Entry(entry.token(), entry.way(), Stage.MOVING, entry.uid()) : entry;
  }
}

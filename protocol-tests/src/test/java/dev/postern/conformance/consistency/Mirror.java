package dev.postern.conformance.consistency;

import dev.postern.conformance.peer.Peer;
import dev.postern.conformance.transcript.Wire;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// One connection and its model of the selected folder, made only of what the server told it.
///
/// Whatever the server may not say at that moment is an AssertionError with the lines heard last.
final class Mirror implements AutoCloseable {
  /// How the connection wants to hear.
  enum Mode {
    PLAIN,
    CONDSTORE,
    QRESYNC
  }

  /// When an EXPUNGE may come (RFC 9051 section 7.5.1).
  enum Expunges {
    ALLOWED,
    FORBIDDEN
  }

  private static final int REMEMBERED = 60;

  private final String name;
  private final Mode mode;
  private final Marks marks;
  private final Wire wire;
  private final Deque<String> heard = new ArrayDeque<>();
  private final List<Slot> slots = new ArrayList<>();
  private final List<String> earlier = new ArrayList<>();
  private final List<Long> found = new ArrayList<>();
  private String folder = "";
  private long uidValidity;
  private long modseq;
  private long highestTold;
  private Optional<String> copied = Optional.empty();
  private Expunges expunges = Expunges.ALLOWED;
  private boolean selecting;
  private int tags;

  private Mirror(String name, Mode mode, Marks marks, Wire wire) {
    this.name = name;
    this.mode = mode;
    this.marks = marks;
    this.wire = wire;
  }

  /// Connects and signs in.
  static Mirror open(Peer peer, String address, String name, Mode mode, Marks marks)
      throws IOException {
    var mirror = new Mirror(name, mode, marks, Wire.to(peer.port("imap")));
    mirror.wire.line();
    mirror.ok("LOGIN " + address + " " + peer.password());
    if (mode == Mode.QRESYNC) {
      mirror.ok("ENABLE QRESYNC");
    }
    return mirror;
  }

  Mode mode() {
    return mode;
  }

  String folder() {
    return folder;
  }

  List<Slot> slots() {
    return slots;
  }

  /// Returns the highest MODSEQ that this client would remember.
  long modseq() {
    return modseq;
  }

  /// Returns what the last SEARCH found.
  List<Long> found() {
    return List.copyOf(found);
  }

  /// Returns the line with the COPYUID of the last MOVE.
  Optional<String> copied() {
    return copied;
  }

  /// Selects a folder; the model starts anew.
  void select(String next, String parameters) throws IOException {
    slots.clear();
    earlier.clear();
    folder = next;
    modseq = 0;
    selecting = true;
    String condstore = mode == Mode.CONDSTORE ? " (CONDSTORE)" : "";
    ok("SELECT " + next + (parameters.isEmpty() ? condstore : " " + parameters));
    selecting = false;
  }

  /// Selects a folder again from what was remembered, and returns the folder as it is now.
  Picture resync(Picture then, Optional<String> known) throws IOException {
    var now = new TreeMap<>(then.flags());
    String parameters =
        "(QRESYNC ("
            + then.uidValidity()
            + " "
            + then.modseq()
            + known.map(k -> " " + k).orElse("")
            + "))";
    select(then.folder(), parameters);
    for (String line : List.copyOf(earlier)) {
      if (Told.of(line) instanceof Told.Vanished(boolean _, List<Long> uids)) {
        uids.forEach(now::remove);
      } else if (Told.of(line) instanceof Told.Fetch fetch) {
        now.put(fetch.uid().orElseThrow(), fetch.flags().orElseThrow());
      }
    }
    return new Picture(then.folder(), uidValidity, modseq, now);
  }

  /// Returns what a client would keep on disk now; empty if it has not asked for all of it yet.
  Optional<Picture> picture() {
    var flags = new TreeMap<Long, Set<String>>();
    for (Slot slot : slots) {
      if (slot.uid == 0 || !slot.flagsKnown) {
        return Optional.empty();
      }
      flags.put(slot.uid, new TreeSet<>(slot.flags));
    }
    return Optional.of(new Picture(folder, uidValidity, modseq, flags));
  }

  /// Runs a command that must succeed, and returns the text after OK.
  String ok(String command) throws IOException {
    String text = run(command, Expunges.ALLOWED);
    if (!text.startsWith("OK")) {
      throw failure("refused: " + text);
    }
    return text.substring(2).strip();
  }

  /// Runs a command and returns its tagged answer without the tag.
  String run(String command, Expunges allowed) throws IOException {
    String tag = name + ++tags;
    expunges = allowed;
    found.clear();
    copied = Optional.empty();
    note("C: " + tag + " " + command.replaceAll("(?s)\r\n.*", "…"));
    wire.write(tag + " " + command + "\r\n");
    return until(tag);
  }

  /// Begins IDLE and ends it in the same packet (clients.md row 2).
  void idle() throws IOException {
    String tag = name + ++tags;
    expunges = Expunges.ALLOWED;
    note("C: " + tag + " IDLE, DONE");
    wire.write(tag + " IDLE\r\nDONE\r\n");
    until(tag);
  }

  private String until(String tag) throws IOException {
    highestTold = 0;
    while (true) {
      String line = wire.response();
      note("S: " + line);
      if (line.startsWith(tag + " ")) {
        String text = line.substring(tag.length() + 1);
        int code = text.indexOf("[HIGHESTMODSEQ ");
        if (code > 0) {
          highestTold = Long.parseLong(text.substring(code + 15, text.indexOf(']')));
        }
        modseq = highestTold > 0 ? highestTold : modseq;
        return text;
      }
      if (line.startsWith("* ")) {
        take(line);
      }
    }
  }

  private void take(String line) {
    switch (Told.of(line)) {
      case Told.Exists(int count) -> exists(count);
      case Told.Expunge(int number) -> {
        requireExpunges(mode != Mode.QRESYNC);
        requireNumber(number);
        slots.remove(number - 1);
      }
      case Told.Vanished(boolean early, List<Long> uids) -> vanished(line, early, uids);
      case Told.Fetch fetch -> {
        if (selecting) {
          earlier.add(line);
        }
        fetch(fetch);
      }
      case Told.Search(List<Long> numbers) -> found.addAll(numbers);
      case Told.Code code -> code(code);
      case Told.Other(String other) -> {
        if (other.startsWith("* OK [COPYUID ")) {
          copied = Optional.of(other);
        }
      }
    }
  }

  private void exists(int count) {
    if (count < slots.size() || (count == slots.size() && !selecting)) {
      throw failure(count + " EXISTS after " + slots.size() + " (C-54, clients.md row 27)");
    }
    while (slots.size() < count) {
      slots.add(new Slot());
    }
  }

  private void requireExpunges(boolean rightForm) {
    if (expunges == Expunges.FORBIDDEN || selecting || !rightForm) {
      throw failure("a removal where it may not be told, or in the wrong form (C-52, C-101)");
    }
  }

  private void requireNumber(int number) {
    if (number < 1 || number > slots.size()) {
      throw failure("number " + number + " of " + slots.size());
    }
  }

  private void vanished(String line, boolean early, List<Long> uids) {
    if (early) {
      earlier.add(line);
      return;
    }
    requireExpunges(mode == Mode.QRESYNC);
    for (long uid : uids) {
      if (!slots.removeIf(slot -> slot.uid == uid)) {
        removeUnknown(uid);
      }
    }
  }

  /// Removes one of the messages that this client has not asked the UIDs of yet.
  private void removeUnknown(long uid) {
    int after = 0;
    while (after < slots.size() && slots.get(after).uid < uid) {
      after++;
    }
    if (after == 0 || slots.get(after - 1).uid != 0) {
      throw failure("VANISHED " + uid + " was never announced (C-101)");
    }
    slots.remove(after - 1);
    // It may have been any of them: what was stored under a number belongs to nobody now.
    slots.stream().filter(slot -> slot.uid == 0).forEach(slot -> slot.flagsKnown = false);
  }

  private void fetch(Told.Fetch fetch) {
    requireNumber(fetch.number());
    Slot slot = slots.get(fetch.number() - 1);
    if (fetch.uid().isPresent()) {
      long uid = fetch.uid().getAsLong();
      if (slot.uid != 0 && slot.uid != uid) {
        throw failure("number " + fetch.number() + " is UID " + slot.uid + " and " + uid);
      }
      slot.uid = uid;
      requireAscending(fetch.number());
    }
    fetch.flags().ifPresent(slot::told);
    if (fetch.modseq().isPresent()) {
      modseq = Math.max(modseq, fetch.modseq().getAsLong());
    }
    if (fetch.mark().isPresent() && slot.uid != 0) {
      marks.told(folder, slot.uid, fetch.mark().get());
    }
  }

  private void requireAscending(int number) {
    long uid = slots.get(number - 1).uid;
    boolean after = number == 1 || slots.get(number - 2).uid < uid;
    boolean before =
        number == slots.size() || slots.get(number).uid == 0 || slots.get(number).uid > uid;
    if (!after || !before) {
      throw failure("UIDs do not ascend at number " + number + " (C-43)");
    }
  }

  private void code(Told.Code code) {
    switch (code.name()) {
      case "UIDVALIDITY" -> uidValidity = code.value();
      case "HIGHESTMODSEQ" -> {
        highestTold = code.value();
        if (selecting) {
          modseq = code.value();
        }
      }
      default -> {}
    }
  }

  private void note(String line) {
    heard.addLast(line.length() > 300 ? line.substring(0, 300) + "…" : line);
    if (heard.size() > REMEMBERED) {
      heard.removeFirst();
    }
  }

  /// Makes the error for what this connection was told.
  AssertionError failure(String what) {
    return new AssertionError(
        name + " (" + mode + ") in " + folder + ": " + what + "\n  " + String.join("\n  ", heard));
  }

  @Override
  public void close() throws IOException {
    wire.close();
  }
}

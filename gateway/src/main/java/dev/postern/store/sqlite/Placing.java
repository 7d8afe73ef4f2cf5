package dev.postern.store.sqlite;

import dev.postern.mailbox.FlagSet;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.Placement;
import dev.postern.mailbox.SystemFlag;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The three things that happen to a placement, each with its index rows, its folder's counters and
/// its line in the delta.
///
/// A folder counts placements and messages. While a message has one placement the two go together;
/// a message with several is counted before and after the transaction instead.
final class Placing {
  private final Unit unit;
  private final Map<MessageId, Counted> before = new HashMap<>();
  private final Set<Long> left = new HashSet<>();
  private final FiledRows filed;

  /// How a message counts: in which folders, and whether as unread.
  private record Counted(Set<Long> folders, boolean unread) {}

  Placing(Unit unit) {
    this.unit = unit;
    this.filed = new FiledRows(unit.db, unit.account);
  }

  /// Must be called before the first change to a message that has, had or will have more than one
  /// placement.
  void countsTogether(long message) {
    before.computeIfAbsent(new MessageId(message), this::count);
  }

  private Counted count(MessageId message) {
    List<MessageRow.Place> places = unit.messages.places(message.value());
    Set<Long> folders = new HashSet<>();
    places.forEach(place -> folders.add(place.folder()));
    return new Counted(folders, !places.isEmpty() && (unit.flags(places) & 1) == 0);
  }

  /// Brings the folders' message counts up to date.
  void recount() {
    Map<MessageId, Counted> old = Map.copyOf(before);
    before.clear();
    old.forEach((message, was) -> {
      Counted is = count(message);
      was.folders().forEach(folder -> add(folder, -1, was.unread() ? -1 : 0));
      is.folders().forEach(folder -> add(folder, 1, is.unread() ? 1 : 0));
    });
  }

  private void add(long folder, int messages, int unread) {
    if (unit.isDeleted(folder)) {
      return;
    }
    FolderState state = unit.state(folder);
    state.messages += messages;
    state.unread += unread;
    state.dirty = true;
  }

  /// Lets go of contents that no placement shows any more.
  void letGo() {
    Set<Long> messages = Set.copyOf(left);
    left.clear();
    new RevisionWork(unit).letGo(messages);
  }

  /// Writes what is only in memory.
  void flush() {
    filed.flush();
  }

  /// Appends a placement with the folder's next UID.
  ///
  /// @param template all but UID and MODSEQ
  /// @param shared whether the message counts together ([#countsTogether])
  Placement append(FolderState folder, Placement template, long received, boolean shared) {
    long uid = folder.uidNext++;
    FlagSet flags = template.flags();
    Placement placement =
        new Placement(
            uid,
            unit.next,
            flags,
            template.message(),
            template.revision(),
            template.internalDate(),
            template.zone(),
            template.saveDate(),
            template.size());
    unit.pages.forAppend(folder.key, uid).append(placement, shared, received);
    long message = template.message().value();
    filed.add(folder.key, received, message, uid);
    mark(received, message, unseen(flags), set(flags, SystemFlag.FLAGGED));
    tally(folder, flags, template.size(), 1, shared);
    unit.changes.added(folder.key, placement);
    return placement;
  }

  /// Notes how many placements more (or fewer) of a message are unread and starred.
  private void mark(long received, long message, int unseen, int starred) {
    if (unseen != 0) {
      unit.unread.add(received, message, unseen);
    }
    if (starred != 0) {
      unit.starred.add(received, message, starred);
    }
  }

  private void tally(FolderState folder, FlagSet flags, long size, int sign, boolean shared) {
    int unseen = sign * unseen(flags);
    folder.exists += sign;
    folder.unseen += unseen;
    folder.deleted += flags.has(SystemFlag.DELETED) ? sign : 0;
    folder.size += sign * size;
    unit.grew(sign * size, sign);
    if (!shared) {
      folder.messages += sign;
      folder.unread += unseen;
    }
    touched(folder);
  }

  private void touched(FolderState folder) {
    folder.modseq = unit.next;
    folder.dirty = true;
  }

  /// Takes a placement out; the message's row is the caller's work.
  void remove(FolderState folder, PlacementPage page, int at) {
    unit.pages.withCold(page);
    long uid = page.uid(at);
    long received = page.received[at];
    long message = page.message[at];
    FlagSet flags = page.flagSet(at);
    if (page.isShared(at)) {
      left.add(message);
    }
    filed.remove(folder.key, received, message, uid);
    mark(received, message, -unseen(flags), -set(flags, SystemFlag.FLAGGED));
    tally(folder, flags, page.size[at], -1, page.isShared(at));
    page.remove(at);
    unit.changes.expunged(folder.key, uid);
  }

  /// Sets a placement's flags, which must differ from what they are.
  Placement flag(FolderState folder, PlacementPage page, int at, FlagSet flags) {
    unit.pages.withCold(page);
    FlagSet old = page.flagSet(at);
    long received = page.received[at];
    long message = page.message[at];
    int unseen = unseen(flags) - unseen(old);
    if (page.isShared(at) && unseen != 0) {
      countsTogether(message);
    }
    int starred = set(flags, SystemFlag.FLAGGED) - set(old, SystemFlag.FLAGGED);
    mark(received, message, unseen, starred);
    folder.unseen += unseen;
    folder.unread += page.isShared(at) ? 0 : unseen;
    folder.deleted += set(flags, SystemFlag.DELETED) - set(old, SystemFlag.DELETED);
    touched(folder);
    page.setFlags(at, flags, unit.next);
    Placement placement = page.placement(at);
    unit.changes.flagged(folder.key, placement);
    unit.changes.updated(message);
    return placement;
  }

  private static int unseen(FlagSet flags) {
    return flags.has(SystemFlag.SEEN) ? 0 : 1;
  }

  private static int set(FlagSet flags, SystemFlag flag) {
    return flags.has(flag) ? 1 : 0;
  }

  /// Gives a placement this transaction's MODSEQ without changing it.
  void touch(FolderState folder, PlacementPage page, int at) {
    unit.pages.withCold(page);
    page.touch(at, unit.next);
    touched(folder);
    unit.changes.flagged(folder.key, page.placement(at));
  }
}

package dev.postern.store.sqlite;

import dev.postern.mailbox.FolderDelta;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.LogEntry;
import dev.postern.mailbox.LogEntry.Change;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.Placement;
import dev.postern.mailbox.UidSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What one transaction did so far: the log's entries and each folder's delta.
final class Changes {
  private final Map<Object, Change> log = new LinkedHashMap<>();
  private final Map<Long, FolderChange> folders = new LinkedHashMap<>();
  private boolean foldersChanged;

  /// The folder asked for last: one command's changes mostly lie in one or two.
  private long lastFolder;

  private @Nullable FolderChange lastChange;

  /// What happened in one folder.
  static final class FolderChange {
    final ByUid added = new ByUid();
    final ByUid flagged = new ByUid();
    final List<Long> expunged = new ArrayList<>();
    boolean gone;

    UidSet expungedSet() {
      return UidSet.of(expunged.stream().mapToLong(Long::longValue).toArray());
    }
  }

  boolean isEmpty() {
    return log.isEmpty() && folders.isEmpty() && !foldersChanged;
  }

  void created(long message, boolean quiet) {
    MessageId id = new MessageId(message);
    log.put(id, new LogEntry.MessageCreated(id, quiet));
  }

  void updated(long message) {
    MessageId id = new MessageId(message);
    log.computeIfAbsent(id, _ -> new LogEntry.MessageUpdated(id));
  }

  /// Runs what is to leave no entry about this message, and returns what it made.
  <T> T unsaid(long message, Supplier<T> work) {
    MessageId id = new MessageId(message);
    boolean said = log.containsKey(id);
    T done = work.get();
    if (!said) {
      log.remove(id);
    }
    return done;
  }

  void deleted(long message, boolean quiet) {
    MessageId id = new MessageId(message);
    Change before = log.remove(id);
    if (!(before instanceof LogEntry.MessageCreated)) {
      log.put(id, new LogEntry.MessageDeleted(id, quiet));
    }
  }

  void reported(String trigger, Map<String, String> facts) {
    log.put(new Object(), new LogEntry.Reported(trigger, facts));
  }

  void folderCreated(FolderState folder) {
    FolderId id = FolderKeys.id(folder.key);
    log.put(id, new LogEntry.FolderCreated(id));
    foldersChanged = true;
  }

  void folderRenamed(FolderState folder) {
    FolderId id = FolderKeys.id(folder.key);
    log.putIfAbsent(id, new LogEntry.FolderUpdated(id));
    foldersChanged = true;
  }

  void folderDeleted(FolderState folder) {
    FolderId id = FolderKeys.id(folder.key);
    Change before = log.remove(id);
    if (!(before instanceof LogEntry.FolderCreated)) {
      log.put(id, new LogEntry.FolderDeleted(id, folder.name));
    }
    in(folder.key).gone = true;
    foldersChanged = true;
  }

  void subscriptions() {
    foldersChanged = true;
  }

  void added(long folder, Placement placement) {
    in(folder).added.put(placement);
  }

  void flagged(long folder, Placement placement) {
    FolderChange change = in(folder);
    if (!change.added.replace(placement)) {
      change.flagged.put(placement);
    }
  }

  void expunged(long folder, long uid) {
    FolderChange change = in(folder);
    change.added.remove(uid);
    change.flagged.remove(uid);
    change.expunged.add(uid);
  }

  private FolderChange in(long folder) {
    FolderChange change = lastChange;
    if (change == null || folder != lastFolder) {
      change = folders.computeIfAbsent(folder, _ -> new FolderChange());
      lastFolder = folder;
      lastChange = change;
    }
    return change;
  }

  Map<Long, FolderChange> folders() {
    return folders;
  }

  boolean foldersChanged() {
    return foldersChanged;
  }

  Collection<Change> log() {
    return log.values();
  }

  /// Makes the delta of one folder.
  ///
  /// @param state null if the folder is gone
  static FolderDelta delta(long key, FolderChange change, @Nullable FolderState state, long seq) {
    return new FolderDelta(
        FolderKeys.id(key),
        seq,
        state == null ? 0 : state.uidNext,
        change.added.list(),
        change.flagged.list(),
        change.expungedSet(),
        state == null ? dev.postern.mailbox.Keywords.EMPTY : state.keywords,
        true,
        change.gone);
  }
}

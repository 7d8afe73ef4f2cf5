package dev.postern.store.sqlite;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.SystemFolder;
import dev.postern.mailbox.UidSet;
import java.util.List;

/// Makes, renames and deletes folders.
final class FolderWork {
  private static final UidSet ALL = UidSet.ofRanges(1, 0xffff_ffffL);
  private static final int LONGEST = 4096;

  private final Unit unit;

  FolderWork(Unit unit) {
    this.unit = unit;
  }

  FolderState create(String asked) {
    String name = checked(asked);
    if (unit.folders.named(name).isPresent() || SystemFolder.named(name).isPresent()) {
      throw new GatewayException(Fault.ALREADY_EXISTS, "a folder with this name exists");
    }
    parents(name);
    return insert(name);
  }

  private void parents(String name) {
    for (int slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/', slash + 1)) {
      String parent = name.substring(0, slash);
      if (unit.folders.named(parent).isEmpty()) {
        insert(parent);
      }
    }
  }

  private FolderState insert(String name) {
    FolderState folder = new FolderState(unit.nextId(), name, UidValidity.next(unit.db), unit.next);
    unit.folders.insert(folder);
    unit.changes.folderCreated(folder);
    return unit.state(folder.key);
  }

  private static String checked(String asked) {
    String name = Folders.canonical(asked);
    if (name.length() > LONGEST || List.of(name.split("/", -1)).contains("")) {
      throw new GatewayException(Fault.INVALID, "not a folder name");
    }
    return name;
  }

  void rename(FolderState folder, String asked) {
    String name = checked(asked);
    boolean inbox = folder.key == FolderKeys.INBOX;
    if (!inbox && SystemFolder.of(FolderKeys.id(folder.key)).isPresent()) {
      throw new GatewayException(Fault.FORBIDDEN, "this folder cannot be renamed");
    }
    if (unit.folders.named(name).isPresent()) {
      throw new GatewayException(Fault.ALREADY_EXISTS, "a folder with this name exists");
    }
    if (inbox) {
      parents(name);
      new PlacementWork(unit).move(folder, ALL, insert(name));
      return;
    }
    if (name.startsWith(folder.name + "/")) {
      throw new GatewayException(Fault.INVALID, "a folder cannot be moved below itself");
    }
    parents(name);
    String old = folder.name;
    unit.settle();
    setName(folder, name);
    for (FolderState child : unit.folders.below(old)) {
      String childName = name + child.name.substring(old.length());
      if (unit.folders.named(childName).isPresent()) {
        throw new GatewayException(Fault.ALREADY_EXISTS, "a folder with a child's name exists");
      }
      setName(unit.state(child.key), childName);
    }
  }

  private void setName(FolderState folder, String name) {
    folder.name = name;
    unit.folders.update(folder);
    unit.changes.folderRenamed(folder);
  }

  void delete(FolderState folder) {
    if (SystemFolder.of(FolderKeys.id(folder.key)).isPresent()) {
      throw new GatewayException(Fault.FORBIDDEN, "this folder cannot be deleted");
    }
    new PlacementWork(unit).expunge(folder, ALL, false);
    unit.settle();
    unit.folders.delete(folder.key);
    unit.changes.folderDeleted(folder);
    unit.forget(folder.key);
  }
}

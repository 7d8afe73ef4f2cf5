package dev.postern.imap;

import dev.postern.mailbox.Folder;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailRead;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// An account's folders and subscriptions as a client was told of them last.
record KnownFolders(Map<FolderId, Known> folders, Set<String> subscribed) {
  /// What of a folder may have changed.
  record Known(String name, long uidValidity, long uidNext, int exists, long highestModseq) {
    static Known of(Folder folder) {
      return new Known(
          folder.name(),
          folder.uidValidity(),
          folder.uidNext(),
          folder.exists(),
          folder.highestModseq());
    }
  }

  static KnownFolders read(MailRead read) {
    Map<FolderId, Known> folders = new LinkedHashMap<>();
    for (Folder folder : read.folders()) {
      folders.put(folder.id(), Known.of(folder));
    }
    return new KnownFolders(folders, Set.copyOf(read.subscriptions()));
  }

  /// Says whether a name stands above others.
  boolean hasChildren(String name) {
    return folders.values().stream().anyMatch(known -> FolderHandler.isBelow(known.name(), name));
  }

  boolean exists(String name) {
    return folders.values().stream().anyMatch(known -> known.name().equals(name));
  }
}

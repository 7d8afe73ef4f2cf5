package dev.postern.store.sqlite;

import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.SystemFolder;
import java.util.List;
import java.util.Optional;

/// Folder ids as numbers: 1 to 6 for the system folders, the number behind the text for others.
final class FolderKeys {
  private static final List<SystemFolder> SYSTEM = List.of(SystemFolder.values());

  static final long INBOX = 1;
  static final long DRAFTS = of(FolderId.DRAFTS);

  private FolderKeys() {}

  /// Returns the number; 0 for text that no folder can have.
  static long of(FolderId id) {
    Optional<SystemFolder> system = SystemFolder.of(id);
    if (system.isPresent()) {
      return SYSTEM.indexOf(system.get()) + 1L;
    }
    return MessageId.parse(id.value()).map(MessageId::value).orElse(0L);
  }

  static FolderId id(long key) {
    return key <= SYSTEM.size()
        ? SYSTEM.get((int) key - 1).id()
        : new FolderId(new MessageId(key).toString());
  }
}

package dev.postern.store.sqlite;

import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.LogEntry;
import dev.postern.mailbox.LogEntry.Change;
import dev.postern.mailbox.MessageId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One transaction's log entries as bytes: for each a kind and the difference to the last id. A
/// report has no id: the last one stands.
final class LogCodec {
  private static final int CREATED = 1;
  private static final int DRAFTED = 2;
  private static final int UPDATED = 3;
  private static final int DELETED = 4;
  private static final int FOLDER_CREATED = 5;
  private static final int FOLDER_UPDATED = 6;
  private static final int FOLDER_DELETED = 7;
  private static final int QUIETLY_DELETED = 8;
  private static final int REPORTED = 9;

  private LogCodec() {}

  static byte[] pack(Collection<Change> changes) {
    Packer out = new Packer();
    long last = 0;
    for (Change change : changes) {
      long id = idOf(change, last);
      out.number(kindOf(change)).signed(id - last);
      if (change instanceof LogEntry.FolderDeleted deleted) {
        out.text(deleted.name());
      } else if (change instanceof LogEntry.Reported reported) {
        pack(reported, out);
      }
      last = id;
    }
    return out.bytes();
  }

  private static void pack(LogEntry.Reported reported, Packer out) {
    out.text(reported.trigger()).number(reported.facts().size());
    reported.facts().forEach((name, value) -> out.text(name).text(value));
  }

  private static LogEntry.Reported reported(Unpacker in) {
    String trigger = in.text();
    Map<String, String> facts = new LinkedHashMap<>();
    for (long left = in.number(); left > 0; left--) {
      String name = in.text();
      facts.put(name, in.text());
    }
    return new LogEntry.Reported(trigger, facts);
  }

  static List<LogEntry> unpack(long seq, byte[] packed) {
    List<LogEntry> entries = new ArrayList<>();
    Unpacker in = new Unpacker(packed);
    long id = 0;
    while (in.hasMore()) {
      int kind = (int) in.number();
      id += in.signed();
      MessageId message = new MessageId(id);
      Change change =
          switch (kind) {
            case CREATED -> new LogEntry.MessageCreated(message, false);
            case DRAFTED -> new LogEntry.MessageCreated(message, true);
            case UPDATED -> new LogEntry.MessageUpdated(message);
            case DELETED -> new LogEntry.MessageDeleted(message, false);
            case QUIETLY_DELETED -> new LogEntry.MessageDeleted(message, true);
            case FOLDER_CREATED -> new LogEntry.FolderCreated(FolderKeys.id(id));
            case FOLDER_UPDATED -> new LogEntry.FolderUpdated(FolderKeys.id(id));
            case FOLDER_DELETED -> new LogEntry.FolderDeleted(FolderKeys.id(id), in.text());
            case REPORTED -> reported(in);
            default -> throw new IllegalStateException("log entry of kind " + kind);
          };
      entries.add(new LogEntry(seq, change));
    }
    return entries;
  }

  private static int kindOf(Change change) {
    return switch (change) {
      case LogEntry.MessageCreated created -> created.quiet() ? DRAFTED : CREATED;
      case LogEntry.MessageUpdated _ -> UPDATED;
      case LogEntry.MessageDeleted deleted -> deleted.quiet() ? QUIETLY_DELETED : DELETED;
      case LogEntry.FolderCreated _ -> FOLDER_CREATED;
      case LogEntry.FolderUpdated _ -> FOLDER_UPDATED;
      case LogEntry.FolderDeleted _ -> FOLDER_DELETED;
      case LogEntry.Reported _ -> REPORTED;
    };
  }

  private static long idOf(Change change, long last) {
    return switch (change) {
      case LogEntry.MessageCreated created -> created.message().value();
      case LogEntry.MessageUpdated updated -> updated.message().value();
      case LogEntry.MessageDeleted deleted -> deleted.message().value();
      case LogEntry.FolderCreated created -> key(created.folder());
      case LogEntry.FolderUpdated updated -> key(updated.folder());
      case LogEntry.FolderDeleted deleted -> key(deleted.folder());
      case LogEntry.Reported _ -> last;
    };
  }

  private static long key(FolderId folder) {
    return FolderKeys.of(folder);
  }
}

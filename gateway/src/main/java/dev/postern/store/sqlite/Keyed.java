package dev.postern.store.sqlite;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.FlagSet;
import dev.postern.mailbox.Flags;
import dev.postern.mailbox.Keywords;
import dev.postern.mailbox.SystemFlag;
import java.util.ArrayList;
import java.util.List;

/// Packs flags with a folder's dictionary of keywords.
final class Keyed {
  private Keyed() {}

  /// Packs `flags`, adding keywords that the folder does not know.
  ///
  /// @throws GatewayException with LIMIT for the 65th
  static FlagSet pack(FolderState folder, Flags flags) {
    long bits = 0;
    for (String name : flags.keywords().stream().sorted().toList()) {
      int at = folder.keywords.indexOf(name);
      if (at < 0) {
        at = learn(folder, name);
      }
      bits |= 1L << at;
    }
    return new FlagSet(system(flags), bits);
  }

  /// Packs `flags`, leaving out keywords that the folder does not know.
  static FlagSet packKnown(FolderState folder, Flags flags) {
    long bits = 0;
    for (String name : flags.keywords()) {
      int at = folder.keywords.indexOf(name);
      bits |= at < 0 ? 0 : 1L << at;
    }
    return new FlagSet(system(flags), bits);
  }

  /// Packs for `to` what was packed for `from`.
  static FlagSet carry(FlagSet flags, FolderState from, FolderState to) {
    if (flags.keywords() == 0 || from == to) {
      return flags;
    }
    return pack(to, Flags.of(flags, from.keywords));
  }

  private static int system(Flags flags) {
    int bits = 0;
    for (SystemFlag flag : flags.system()) {
      bits |= flag.bit();
    }
    return bits;
  }

  private static int learn(FolderState folder, String name) {
    List<String> names = new ArrayList<>(folder.keywords.names());
    if (names.size() == Keywords.MAX) {
      throw new GatewayException(Fault.LIMIT, "this folder has its 64 keywords");
    }
    names.add(name);
    folder.keywords = new Keywords(names);
    folder.dirty = true;
    return names.size() - 1;
  }
}

package dev.postern.imap.wire;

import dev.postern.mailbox.Flags;
import dev.postern.mailbox.SystemFlag;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Collects flags by name.
final class FlagNames {
  private final Set<SystemFlag> system = EnumSet.noneOf(SystemFlag.class);
  private final Set<String> keywords = new LinkedHashSet<>();
  private final Set<String> folded = new LinkedHashSet<>();
  private int read;

  private FlagNames() {}

  // flag-list = "(" [flag *(SP flag)] ")"
  static Flags list(ImapCursor in) {
    in.open();
    FlagNames flags = new FlagNames();
    if (!in.acceptClose()) {
      do {
        flags.read(in);
      } while (in.accept(' '));
      in.expect(')');
      in.shallower();
    }
    return flags.done();
  }

  // flag *(SP flag)
  static Flags untilEnd(ImapCursor in) {
    FlagNames flags = new FlagNames();
    do {
      flags.read(in);
    } while (in.accept(' '));
    return flags.done();
  }

  // flag = "\Answered" / "\Flagged" / "\Deleted" / "\Seen" / "\Draft" / flag-keyword / "\" atom
  // "\Recent" is no client's to set and is ignored (C-78).
  private void read(ImapCursor in) {
    if (++read > ImapParser.MAX_ITEMS) {
      throw in.error("too many flags");
    }
    if (in.accept('\\')) {
      String name = "\\" + in.atom();
      Optional<SystemFlag> flag = SystemFlag.named(name);
      if (flag.isEmpty() && !name.equalsIgnoreCase("\\Recent")) {
        throw in.error("no such system flag");
      }
      flag.ifPresent(system::add);
      return;
    }
    String keyword = in.atom();
    if (folded.add(keyword.toLowerCase(Locale.ROOT))) {
      keywords.add(keyword);
    }
  }

  private Flags done() {
    return new Flags(system, keywords);
  }
}

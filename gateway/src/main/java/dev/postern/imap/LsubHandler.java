package dev.postern.imap;

import dev.postern.imap.wire.Command;
import dev.postern.imap.wire.ResponseWriter;
import dev.postern.mail.ModifiedUtf7;
import dev.postern.mailbox.Folder;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/// LSUB (RFC 3501 section 6.3.9).
final class LsubHandler {
  private LsubHandler() {}

  static String run(Session session, Command.Lsub lsub) {
    MailboxTree tree =
        session
            .services()
            .store()
            .read(session.account(), read -> new MailboxTree(read.folders(), read.subscriptions()));
    ListPattern pattern = new ListPattern(lsub.reference(), lsub.pattern());
    Set<String> parents = new HashSet<>();
    for (String name : tree.subscribed()) {
      if (!pattern.matches(ModifiedUtf7.encode(name))) {
        MailboxTree.addParents(name, parents);
      }
    }
    Set<String> names = new TreeSet<>(MailboxTree.ORDER);
    names.addAll(tree.subscribed());
    // A level above a subscribed name is shown only where the pattern stops at it (C-27).
    if (lsub.pattern().endsWith("%")) {
      names.addAll(parents);
    }
    ResponseWriter out = session.out();
    for (String name : names) {
      if (pattern.matches(ModifiedUtf7.encode(name))) {
        out.put("* LSUB (").put(attributes(tree, name)).put(") \"/\" ").mailbox(name).line();
      }
    }
    return "OK LSUB completed";
  }

  private static String attributes(MailboxTree tree, String name) {
    Folder folder = tree.folders().get(name);
    if (!tree.subscribed().contains(name)) {
      return "\\Noselect";
    }
    return folder == null ? "" : ListHandler.specialUse(folder);
  }
}

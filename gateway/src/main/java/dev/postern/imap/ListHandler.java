package dev.postern.imap;

import dev.postern.imap.wire.Command;
import dev.postern.imap.wire.Command.ListReturn;
import dev.postern.imap.wire.Command.ListSelect;
import dev.postern.imap.wire.ResponseWriter;
import dev.postern.mail.ModifiedUtf7;
import dev.postern.mailbox.Folder;
import dev.postern.mailbox.SystemFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// LIST in its plain and extended forms (RFC 9051 section 6.3.9, RFC 5258, RFC 5819, RFC 6154).
///
/// `\HasChildren`, `\HasNoChildren` and the special uses are in every answer, asked for or not
/// (clients.md row 6).
final class ListHandler {
  private final ResponseWriter out;
  private final Command.ListMailboxes list;
  private final MailboxTree tree;
  private final String response;
  private final List<ListPattern> patterns = new ArrayList<>();

  private ListHandler(Session session, Command.ListMailboxes list, String response) {
    this.response = response;
    this.out = session.out();
    this.list = list;
    this.tree =
        session
            .services()
            .store()
            .read(session.account(), read -> new MailboxTree(read.folders(), read.subscriptions()));
    for (String pattern : list.patterns()) {
      patterns.add(new ListPattern(list.reference(), pattern));
    }
  }

  /// XLIST tells every mailbox's use, INBOX's too; Outlook 2010 to 2016 know no other way
  /// (clients.md row 20).
  static String xlist(Session session, Command.Xlist xlist) {
    Command.ListMailboxes list =
        new Command.ListMailboxes(
            xlist.tag(),
            xlist.reference(),
            List.of(xlist.pattern()),
            Set.of(),
            Set.of(),
            List.of(),
            false);
    if (xlist.pattern().isEmpty()) {
      session.out().put("* XLIST (\\Noselect) \"/\" \"\"").line();
    } else {
      new ListHandler(session, list, "XLIST").run(session);
    }
    return "OK XLIST completed";
  }

  static String list(Session session, Command.ListMailboxes list) {
    if (!list.extended() && list.patterns().getFirst().isEmpty()) {
      session.out().put("* LIST (\\Noselect) \"/\" \"\"").line();
    } else {
      new ListHandler(session, list, "LIST").run(session);
    }
    return "OK LIST completed";
  }

  private void run(Session session) {
    Map<String, Folder> folders = tree.folders();
    Set<String> names = new TreeSet<>(MailboxTree.ORDER);
    names.addAll(tree.names());
    if (selects(ListSelect.SUBSCRIBED)) {
      names.addAll(tree.subscribed());
    }
    if (selects(ListSelect.RECURSIVEMATCH)) {
      tree.subscribed().forEach(name -> MailboxTree.addParents(name, names));
    }
    for (String name : names) {
      if (matches(name)) {
        one(session, name, folders.get(name));
      }
    }
  }

  private boolean matches(String name) {
    String wire = ModifiedUtf7.encode(name);
    for (ListPattern pattern : patterns) {
      if (pattern.matches(wire)) {
        return true;
      }
    }
    return false;
  }

  private boolean selects(ListSelect option) {
    return list.select().contains(option);
  }

  private void one(Session session, String name, @Nullable Folder folder) {
    boolean subscribed = tree.subscribed().contains(name);
    boolean wanted = !selects(ListSelect.SUBSCRIBED) || subscribed;
    if (selects(ListSelect.SPECIAL_USE)) {
      wanted &= folder != null && !specialUse(folder).isEmpty();
    }
    boolean childInfo = selects(ListSelect.RECURSIVEMATCH) && hasMatchBelow(name, wanted);
    if (!wanted && !childInfo) {
      return;
    }
    out.put("* ").put(this.response).put(" (").put(attributes(name, folder));
    if (subscribed
        && (selects(ListSelect.SUBSCRIBED) || list.wanted().contains(ListReturn.SUBSCRIBED))) {
      out.put(" \\Subscribed");
    }
    out.put(") \"/\" ").mailbox(name);
    if (childInfo) {
      out.put(" (\"CHILDINFO\" (\"SUBSCRIBED\"))");
    }
    out.line();
    if (folder != null && !list.status().isEmpty()) {
      StatusHandler.answer(session, folder, list.status());
    }
  }

  /// A name that does not match by itself is only worth an answer for the sake of a child that gets
  /// none (RFC 9051 section 6.3.9.6).
  private boolean hasMatchBelow(String name, boolean matchesItself) {
    return tree.subscribed().stream()
        .filter(child -> FolderHandler.isBelow(child, name))
        .anyMatch(child -> matchesItself || !matches(child));
  }

  private String attributes(String name, @Nullable Folder folder) {
    String children = tree.hasChildren(name) ? "\\HasChildren" : "\\HasNoChildren";
    if (folder == null) {
      return (list.extended() ? "\\NonExistent \\Noselect " : "\\Noselect ") + children;
    }
    String use = this.response.equals("XLIST") ? oldUse(folder) : specialUse(folder);
    return use.isEmpty() ? children : children + " " + use;
  }

  private static String oldUse(Folder folder) {
    return switch (folder.system().orElse(null)) {
      case INBOX -> "\\Inbox";
      case JUNK -> "\\Junk \\Spam";
      case null, default -> specialUse(folder);
    };
  }

  static String specialUse(Folder folder) {
    return folder.system().map(SystemFolder::specialUse).orElse("");
  }
}

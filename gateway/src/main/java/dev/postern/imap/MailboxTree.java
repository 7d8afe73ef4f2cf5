package dev.postern.imap;

import dev.postern.mailbox.Folder;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// An account's mailbox names at one moment, with the levels that exist only through others.
final class MailboxTree {
  /// INBOX first, then by name.
  static final Comparator<String> ORDER =
      Comparator.comparing((String name) -> !name.equals("INBOX"))
          .thenComparing(Comparator.naturalOrder());

  private final Map<String, Folder> folders = new LinkedHashMap<>();
  private final Set<String> subscribed;
  private final Set<String> parents = new HashSet<>();

  MailboxTree(List<Folder> all, Set<String> subscribed) {
    this.subscribed = subscribed;
    for (Folder folder : all) {
      folders.put(folder.name(), folder);
      addParents(folder.name(), parents);
    }
  }

  /// Adds every name above `name`.
  static void addParents(String name, Set<String> parents) {
    for (int slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/', slash + 1)) {
      parents.add(name.substring(0, slash));
    }
  }

  Map<String, Folder> folders() {
    return folders;
  }

  Set<String> subscribed() {
    return subscribed;
  }

  /// Returns the names of all folders and of the levels above them (C-24).
  Set<String> names() {
    Set<String> names = new TreeSet<>(folders.keySet());
    names.addAll(parents);
    return names;
  }

  boolean hasChildren(String name) {
    return parents.contains(name);
  }
}

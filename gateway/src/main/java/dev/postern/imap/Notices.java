package dev.postern.imap;

import dev.postern.imap.KnownFolders.Known;
import dev.postern.imap.wire.FetchItem;
import dev.postern.imap.wire.NotifySet;
import dev.postern.imap.wire.NotifySet.Event;
import dev.postern.imap.wire.NotifySet.Filter;
import dev.postern.imap.wire.NotifySet.Group;
import dev.postern.imap.wire.ResponseWriter;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailStore;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// What a session wants to hear unasked (RFC 5465).
///
/// No events are queued: a commit only marks that there is something, and the session then compares
/// the folders with what it has told. However much happens, that is one line for each folder. A
/// client with more folders than are worth comparing gets NOTIFICATIONOVERFLOW. Used on the
/// session's thread.
final class Notices {
  /// Folders that one session may watch, some 200 octets each.
  private static final int MAX_FOLDERS = 5000;

  private final Session session;
  private final NotifySet wanted;
  private final Optional<Group> ofSelected;
  private final AtomicBoolean changed = new AtomicBoolean();
  private final Optional<MailStore.Watch> watch;
  private KnownFolders known;

  Notices(Session session, NotifySet wanted) {
    this.session = session;
    this.wanted = wanted;
    this.ofSelected =
        wanted.groups().stream().filter(group -> group.filter().isSelected()).findFirst();
    boolean others = wanted.groups().stream().anyMatch(group -> !group.filter().isSelected());
    // Watched before it is read, so that nothing is missed between the two.
    this.watch =
        others
            ? Optional.of(
                session
                    .services()
                    .store()
                    .watch(
                        session.account(),
                        _ -> {
                          changed.set(true);
                          session.alarm().ring();
                        }))
            : Optional.empty();
    this.known = new KnownFolders(Map.of(), Set.of());
  }

  /// Takes the present state as told, after telling it if that was asked for.
  void begin() {
    if (watch.isEmpty()) {
      return;
    }
    known = read();
    if (tooMany()) {
      return;
    }
    if (wanted.status()) {
      known
          .folders()
          .forEach((id, folder) -> {
            Set<Event> events = events(folder.name(), known);
            if (events.contains(Event.MESSAGE_NEW) && !isSelected(id)) {
              status(folder, events);
            }
          });
    }
  }

  private KnownFolders read() {
    return session.services().store().read(session.account(), KnownFolders::read);
  }

  private boolean tooMany() {
    if (known.folders().size() <= MAX_FOLDERS) {
      return false;
    }
    session.out().put("* OK [NOTIFICATIONOVERFLOW] too many mailboxes to watch").line();
    session.notices(Optional.empty());
    return true;
  }

  /// Says whether the selected mailbox is told of at once, between commands too.
  boolean pushes() {
    return ofSelected.isPresent() && !ofSelected.get().events().isEmpty();
  }

  /// Says whether expunges of the selected mailbox are told between commands.
  boolean pushesExpunges() {
    return ofSelected.isPresent() && ofSelected.get().filter() == Filter.SELECTED;
  }

  /// Says whether changed flags of the selected mailbox are wanted.
  boolean wantsFlags() {
    return !pushes() || ofSelected.orElseThrow().events().contains(Event.FLAG_CHANGE);
  }

  /// Returns what to tell of each new message of the selected mailbox.
  List<FetchItem> itemsOfNew() {
    return ofSelected.map(Group::items).orElse(List.of());
  }

  /// Tells what happened outside the selected mailbox.
  void tell() {
    if (watch.isEmpty() || !changed.getAndSet(false)) {
      return;
    }
    KnownFolders before = known;
    known = read();
    if (tooMany()) {
      return;
    }
    before
        .folders()
        .forEach((id, folder) -> {
          if (!known.folders().containsKey(id)
              && !known.exists(folder.name())
              && events(folder.name(), before).contains(Event.MAILBOX_NAME)) {
            list("\\NonExistent", folder.name()).line();
          }
        });
    known.folders().forEach((id, folder) -> folder(id, before.folders().get(id), folder));
    subscriptions(before);
  }

  private void folder(FolderId id, @Nullable Known before, Known now) {
    Set<Event> events = events(now.name(), known);
    if (before == null) {
      if (events.contains(Event.MAILBOX_NAME)) {
        list("", now.name()).line();
      }
    } else if (!before.name().equals(now.name())) {
      if (events.contains(Event.MAILBOX_NAME)
          || events(before.name(), known).contains(Event.MAILBOX_NAME)) {
        list("", now.name()).put(" (\"OLDNAME\" (").mailbox(before.name()).put("))").line();
      }
    }
    if (isSelected(id) || !events.contains(Event.MESSAGE_NEW)) {
      return;
    }
    boolean messages =
        before == null
            ? now.exists() > 0
            : before.uidNext() != now.uidNext() || before.exists() != now.exists();
    boolean flags =
        before != null
            && events.contains(Event.FLAG_CHANGE)
            && before.highestModseq() != now.highestModseq();
    if (messages || flags) {
      status(now, events);
    }
  }

  private void subscriptions(KnownFolders before) {
    Set<String> names = new HashSet<>(before.subscribed());
    names.addAll(known.subscribed());
    for (String name : names) {
      boolean now = known.subscribed().contains(name);
      boolean was = before.subscribed().contains(name);
      if (now != was
          && (events(name, known).contains(Event.SUBSCRIPTION_CHANGE)
              || events(name, before).contains(Event.SUBSCRIPTION_CHANGE))) {
        String exists = known.exists(name) ? "" : "\\NonExistent ";
        list((exists + (now ? "\\Subscribed" : "")).strip(), name).line();
      }
    }
  }

  /// Begins `* LIST (…) "/" name`.
  private ResponseWriter list(String attributes, String name) {
    String children = known.hasChildren(name) ? "\\HasChildren" : "\\HasNoChildren";
    ResponseWriter out = session.out();
    out.put("* LIST (").put(attributes).put(attributes.isEmpty() ? "" : " ").put(children);
    return out.put(") \"/\" ").mailbox(name);
  }

  private void status(Known folder, Set<Event> events) {
    ResponseWriter out = session.out();
    out.put("* STATUS ").mailbox(folder.name()).put(" (MESSAGES ").put((long) folder.exists());
    out.put(" UIDNEXT ").put(folder.uidNext());
    out.put(" UIDVALIDITY ").put(folder.uidValidity());
    if (events.contains(Event.FLAG_CHANGE)) {
      out.put(" HIGHESTMODSEQ ").put(folder.highestModseq());
    }
    out.put(')').line();
  }

  private boolean isSelected(FolderId id) {
    return session.state() instanceof SessionState.Selected selected
        && selected.folder().id().equals(id);
  }

  /// Returns what is wanted of a mailbox by the first group that it belongs to.
  private Set<Event> events(String name, KnownFolders at) {
    for (Group group : wanted.groups()) {
      if (belongs(name, group, at)) {
        return group.events();
      }
    }
    return Set.of();
  }

  // Rules deliver to any folder, so that "inboxes" is every one (RFC 5465 section 6.3).
  private static boolean belongs(String name, Group group, KnownFolders at) {
    return switch (group.filter()) {
      case SELECTED, SELECTED_DELAYED -> false;
      case INBOXES, PERSONAL -> true;
      case SUBSCRIBED -> at.subscribed().contains(name);
      case MAILBOXES -> group.names().contains(name);
      case SUBTREE ->
          group.names().stream()
              .anyMatch(top -> name.equals(top) || FolderHandler.isBelow(name, top));
    };
  }

  void close() {
    watch.ifPresent(MailStore.Watch::close);
  }
}

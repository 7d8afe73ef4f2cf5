package dev.postern.imap.wire;

import java.util.List;
import java.util.Set;

/// Of which mailboxes a client wants to hear what (RFC 5465 sections 5 and 6).
///
/// @param status whether to tell how those mailboxes stand now
public record NotifySet(boolean status, List<Group> groups) {
  /// Keeps a copy.
  public NotifySet {
    groups = List.copyOf(groups);
  }

  /// Events of some mailboxes; the first group that a mailbox belongs to counts.
  ///
  /// @param names of SUBTREE and MAILBOXES
  /// @param items what to fetch of each new message of the selected mailbox
  public record Group(Filter filter, List<String> names, Set<Event> events, List<FetchItem> items) {
    /// Keeps copies.
    public Group {
      names = List.copyOf(names);
      events = Set.copyOf(events);
      items = List.copyOf(items);
    }
  }

  /// Which mailboxes.
  public enum Filter {
    SELECTED,
    SELECTED_DELAYED,
    INBOXES,
    PERSONAL,
    SUBSCRIBED,
    SUBTREE,
    MAILBOXES;

    /// Says whether it means the selected mailbox, whichever that is.
    public boolean isSelected() {
      return this == SELECTED || this == SELECTED_DELAYED;
    }
  }

  /// What may happen.
  public enum Event {
    MESSAGE_NEW("MessageNew"),
    MESSAGE_EXPUNGE("MessageExpunge"),
    FLAG_CHANGE("FlagChange"),
    MAILBOX_NAME("MailboxName"),
    SUBSCRIPTION_CHANGE("SubscriptionChange");

    private final String wire;

    Event(String wire) {
      this.wire = wire;
    }

    /// Returns its name as the client writes it.
    public String wire() {
      return wire;
    }

    /// Says whether it is about messages, not about the mailbox itself.
    public boolean isOfMessages() {
      return compareTo(MAILBOX_NAME) < 0;
    }
  }
}

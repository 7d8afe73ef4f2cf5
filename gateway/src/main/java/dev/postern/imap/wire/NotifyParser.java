package dev.postern.imap.wire;

import dev.postern.imap.wire.NotifySet.Event;
import dev.postern.imap.wire.NotifySet.Filter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/// Reads the arguments of NOTIFY (RFC 5465 section 8).
final class NotifyParser {
  private static final int MAX_GROUPS = 50;
  private static final int MAX_NAMES = 1000;

  private final ImapCursor in;

  /// The items of the event list that is being read.
  private List<FetchItem> items = List.of();

  NotifyParser(ImapCursor in) {
    this.in = in;
  }

  // notify = "NOTIFY" SP ("SET" [SP "STATUS"] SP event-groups / "NONE")
  Command.Notify command(String tag) {
    in.expect(' ');
    String word = in.word();
    if (word.equals("NONE")) {
      return new Command.Notify(tag, Optional.empty());
    }
    if (!word.equals("SET")) {
      throw in.error("expected SET or NONE");
    }
    boolean status = in.acceptWord(" STATUS");
    List<NotifySet.Group> groups = new ArrayList<>();
    do {
      in.expect(' ');
      groups.add(group());
      if (groups.size() > MAX_GROUPS) {
        throw in.error("too many event groups");
      }
    } while (in.peek() == ' ');
    if (groups.stream().filter(group -> group.filter().isSelected()).count() > 1) {
      throw in.error("the selected mailbox twice");
    }
    return new Command.Notify(tag, Optional.of(new NotifySet(status, groups)));
  }

  // event-group = "(" filter-mailboxes SP events ")"
  private NotifySet.Group group() {
    in.open();
    Filter filter = ImapParser.oneOf(Filter.class, in);
    List<String> names = List.of();
    in.expect(' ');
    if (filter == Filter.SUBTREE || filter == Filter.MAILBOXES) {
      names = names();
      in.expect(' ');
    }
    items = List.of();
    Set<Event> events = events();
    in.expect(')');
    in.shallower();
    check(filter, events);
    return new NotifySet.Group(filter, names, events, items);
  }

  // one-or-more-mailbox = mailbox / "(" mailbox *(SP mailbox) ")"
  private List<String> names() {
    List<String> names = new ArrayList<>();
    if (!in.acceptOpen()) {
      return List.of(in.mailbox());
    }
    do {
      names.add(in.mailbox());
      if (names.size() > MAX_NAMES) {
        throw in.error("too many mailboxes");
      }
    } while (in.accept(' '));
    in.expect(')');
    in.shallower();
    return names;
  }

  // events = ("(" event *(SP event) ")") / "NONE"
  private Set<Event> events() {
    Set<Event> events = EnumSet.noneOf(Event.class);
    if (in.acceptWord("NONE")) {
      return events;
    }
    in.open();
    do {
      Event event = event();
      events.add(event);
      if (event == Event.MESSAGE_NEW && in.acceptWord(" (")) {
        in.deeper();
        items = new FetchParser(in).rest();
      }
    } while (in.accept(' '));
    in.expect(')');
    in.shallower();
    return events;
  }

  private Event event() {
    String word = in.atom();
    StringJoiner known = new StringJoiner(" ");
    for (Event event : Event.values()) {
      if (event.wire().equalsIgnoreCase(word)) {
        return event;
      }
      known.add(event.wire());
    }
    throw new Refusal("NO [BADEVENT (" + known + ")] no such event here");
  }

  /// New messages and expunges go together, flags only with both (section 5).
  private void check(Filter filter, Set<Event> events) {
    boolean added = events.contains(Event.MESSAGE_NEW);
    if (added != events.contains(Event.MESSAGE_EXPUNGE)
        || (events.contains(Event.FLAG_CHANGE) && !added)) {
      throw in.error("MessageNew and MessageExpunge go together, FlagChange with both");
    }
    if (filter.isSelected() && events.stream().anyMatch(event -> !event.isOfMessages())) {
      throw in.error("only events of messages for the selected mailbox");
    }
    if (!filter.isSelected() && !items.isEmpty()) {
      throw in.error("items are for the selected mailbox");
    }
  }
}

package dev.postern.api;

import dev.postern.mailbox.LogEntry;
import dev.postern.webhook.Triggers;
import dev.postern.webhook.send.Notice;
import java.util.ArrayList;
import java.util.List;

/// One event of a stream.
///
/// @param at the position of who has read it
record StreamEvent(Position at, Notice notice) {
  /// Returns the events of a part of a log that stand behind a position.
  ///
  /// @param entries whole transactions
  static List<StreamEvent> behind(Position from, List<LogEntry> entries) {
    List<StreamEvent> events = new ArrayList<>();
    for (Notice notice : Notice.of(entries)) {
      Position at = Position.of(notice.seq(), notice.item());
      add(from, new StreamEvent(at, notice), events);
      if (notice.trigger().equals(Triggers.MESSAGE_CREATED)) {
        // The same once more for those who want it cleaned: a position of its own.
        add(
            from,
            new StreamEvent(
                at.again(),
                new Notice(
                    notice.seq(),
                    notice.item(),
                    Triggers.MESSAGE_CREATED_CLEANED,
                    notice.subject())),
            events);
      }
    }
    return events;
  }

  private static void add(Position from, StreamEvent event, List<StreamEvent> events) {
    if (event.at().isAfter(from)) {
      events.add(event);
    }
  }
}

package dev.postern.api;

import dev.postern.webhook.Triggers;
import java.util.Set;
import java.util.function.BooleanSupplier;

/// One reader of an account's events. Its position belongs to the feed's running task.
final class EventListener {
  private final Set<String> triggers;
  private final BooleanSupplier allowed;
  private final EventSink sink;
  private Position position;
  // What the client was told last.
  private Position told;

  /// @param triggers empty: all but those that repeat others in another form
  /// @param allowed whether the client may still read here; asked now and then
  EventListener(Set<String> triggers, BooleanSupplier allowed, EventSink sink, Position position) {
    this.triggers = triggers;
    this.allowed = allowed;
    this.sink = sink;
    this.position = position;
    this.told = position;
  }

  boolean wants(String trigger) {
    return triggers.isEmpty()
        ? !trigger.equals(Triggers.MESSAGE_CREATED_CLEANED)
        : triggers.contains(trigger);
  }

  Position position() {
    return position;
  }

  boolean hasRoom() {
    return sink.hasRoom();
  }

  void send(EventText text, Position at) {
    sink.send(text);
    position = at;
    told = at;
  }

  /// Notes what was read and not wanted.
  void pass(Position at) {
    position = at;
  }

  /// Keeps the connection alive, and ends it if the client may read no more.
  void beat() {
    if (!allowed.getAsBoolean()) {
      sink.end();
    } else if (sink.hasRoom()) {
      sink.send(told.equals(position) ? EventText.BEAT : EventText.moved(position));
      told = position;
    }
  }

  void end() {
    sink.end();
  }
}

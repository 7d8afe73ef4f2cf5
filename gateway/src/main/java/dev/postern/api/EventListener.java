package dev.postern.api;

import dev.postern.webhook.Triggers;

/// One reader of an account's events. Its position belongs to the feed's running task.
final class EventListener {
  private final EventHub.Wish wish;
  private final EventSink sink;
  private Position position;
  // What the client was told last.
  private Position told;

  EventListener(EventHub.Wish wish, EventSink sink, Position position) {
    this.wish = wish;
    this.sink = sink;
    this.position = position;
    this.told = position;
  }

  boolean wants(String trigger) {
    return wish.triggers().isEmpty()
        ? !trigger.equals(Triggers.MESSAGE_CREATED_CLEANED)
        : wish.triggers().contains(trigger);
  }

  String bearer() {
    return wish.bearer();
  }

  boolean isAllowed() {
    return wish.allowed().getAsBoolean();
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

  /// Keeps the connection alive, or ends it.
  ///
  /// @param allowed whether the client may still read here
  void beat(boolean allowed) {
    if (!allowed) {
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

package dev.postern.outbound.report;

import dev.postern.outbound.Wishes.Notify;

/// What became of a recipient (RFC 3464 section 2.3.3).
enum Action {
  FAILED("failed", Notify.FAILURE),
  DELAYED("delayed", Notify.DELAY),
  DELIVERED("delivered", Notify.SUCCESS),
  /// Handed to a server that does not report successes.
  RELAYED("relayed", Notify.SUCCESS);

  private final String word;
  private final Notify event;

  Action(String word, Notify event) {
    this.word = word;
    this.event = event;
  }

  /// Returns the value of the Action field.
  String word() {
    return word;
  }

  /// Returns what the sender must have asked for to be told.
  Notify event() {
    return event;
  }
}

package dev.postern.outbound.report;

import dev.postern.outbound.Wishes.Notify;

/// What became of a recipient (RFC 3464 section 2.3.3).
public enum Fate {
  FAILED("failed", Notify.FAILURE),
  DELAYED("delayed", Notify.DELAY),
  DELIVERED("delivered", Notify.SUCCESS),
  /// Handed to a server that does not report successes.
  RELAYED("relayed", Notify.SUCCESS);

  private final String action;
  private final Notify event;

  Fate(String action, Notify event) {
    this.action = action;
    this.event = event;
  }

  /// Returns the value of the Action field.
  String action() {
    return action;
  }

  /// Returns what the sender must have asked for to be told.
  public Notify event() {
    return event;
  }
}
